import type { Subject } from '../signals/signal.ts';

export const severities = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** What is worth a mail. Durations are milliseconds; patterns have `*` for any text. */
export interface Rule {
  readonly name: string;
  /** What the mail calls it. */
  readonly title: string;
  /** Of events, and those that docs/cluster-alerts.md lists. */
  readonly reasons: readonly string[];
  /** Kinds of object; empty for all. */
  readonly kinds: readonly string[];
  /** Undefined for every message. */
  readonly message: RegExp | undefined;
  /** Patterns; one that begins with `!` excludes. */
  readonly namespaces: readonly string[];
  readonly apps: readonly string[];
  /** So many within `window`. */
  readonly threshold: number;
  readonly window: number;
  /** How long a condition has to last. */
  readonly for: number;
  /** For how long an alert that was told is not told again. */
  readonly silence: number;
  readonly severity: Severity;
  /** What to do. */
  readonly hint: string;
}

/** The first rule that a signal is of: one thing is one alert. */
export function ruleFor(rules: readonly Rule[], subject: Subject, reason: string, message: string): Rule | undefined {
  return rules.find(
    (rule) =>
      rule.reasons.some((pattern) => matches(pattern, reason)) &&
      (rule.kinds.length === 0 || rule.kinds.includes(subject.kind)) &&
      selects(rule.namespaces, subject.namespace) &&
      selects(rule.apps, subject.app) &&
      (rule.message === undefined || rule.message.test(message)),
  );
}

/** Whether patterns select a text: one of them has to match, unless all only exclude, and none that excludes may. */
export function selects(patterns: readonly string[], text: string): boolean {
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const unwanted = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  return (
    (wanted.length === 0 || wanted.some((pattern) => matches(pattern, text))) &&
    !unwanted.some((pattern) => matches(pattern, text))
  );
}

/** Whether a pattern matches the whole text, part by part, so that no pattern takes longer than the text is long. */
export function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return text === first;
  if (!text.startsWith(first)) return false;
  const last = rest.pop() ?? '';
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
