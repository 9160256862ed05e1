import type { Rule } from '../rules/rule.ts';
import { ruleFor } from '../rules/rule.ts';
import type { Condition, Occurrence, Subject } from '../signals/signal.ts';
import { addTo, sum, type Tally, within } from './tally.ts';

/** One rule, one namespace, one service: what is counted, and whether somebody has been told. Times are milliseconds. */
export interface Case {
  readonly rule: string;
  readonly namespace: string;
  readonly app: string;
  readonly tally: Tally;
  readonly first: number;
  readonly last: number;
  /** How often since `first`. */
  readonly total: number;
  readonly message: string;
  readonly objects: readonly string[];
  /** When it was told last; 0 when it has not been. */
  readonly told: number;
  /** Whether it was to be told and has not been: there was more than a run tells. */
  readonly owed: boolean;
}

/** By {@link caseKey}. */
export type Cases = ReadonlyMap<string, Case>;

export const caseKey = (rule: string, { namespace, app }: Pick<Subject, 'namespace' | 'app'>) =>
  JSON.stringify([rule, namespace, app]);

/** Counts what happened. */
export function countIn(
  cases: Map<string, Case>,
  occurrences: readonly Occurrence[],
  rules: readonly Rule[],
  now: number,
): void {
  for (const { subject, reason, message, count, from, to } of occurrences) {
    const rule = ruleFor(rules, subject, reason, message);
    if (rule === undefined) continue;
    const key = caseKey(rule.name, subject);
    const known = cases.get(key);
    const tally = addTo(known?.tally ?? [], { count, from, to }, rule.window, now);
    // It was over before anybody looked.
    if (tally.length === 0) continue;
    const isLater = to >= (known?.last ?? 0);
    cases.set(key, {
      rule: rule.name,
      namespace: subject.namespace,
      app: subject.app,
      tally,
      first: Math.min(known?.first ?? Number.POSITIVE_INFINITY, Math.max(from, tally[0]?.[0] ?? from)),
      last: Math.max(known?.last ?? 0, to),
      // What lies before the window of a case that is new is not of this case.
      total: known ? known.total + count : tally.reduce((sum, [, number]) => sum + number, 0),
      message: isLater ? bounded(message) : (known?.message ?? ''),
      objects: withObject(known?.objects ?? [], subject),
      told: known?.told ?? 0,
      owed: known?.owed ?? false,
    });
  }
}

/** Enters conditions that have lasted as long as their rule asks. @returns the keys of all that have */
export function noteConditions(
  cases: Map<string, Case>,
  conditions: Iterable<Condition>,
  rules: readonly Rule[],
  now: number,
): Set<string> {
  const lasting = new Set<string>();
  for (const { subject, reason, message, since, isLastResort } of conditions) {
    const rule = ruleFor(rules, subject, reason, message);
    if (rule === undefined) continue;
    const key = caseKey(rule.name, subject);
    const known = cases.get(key);
    if (isLastResort && !known?.told && isToldBy(cases, rules, rule, subject, now)) continue;
    // Once told, it is over when the condition is, not when another pod has it for less long.
    if (now - since < rule.for && (known?.told ?? 0) === 0) continue;
    lasting.add(key);
    const objects = withObject(known?.objects ?? [], subject);
    cases.set(key, {
      rule: rule.name,
      namespace: subject.namespace,
      app: subject.app,
      tally: known?.tally ?? [],
      first: Math.min(known?.first ?? since, since),
      last: now,
      total: Math.max(known?.total ?? 0, objects.length),
      message: bounded(message),
      objects,
      told: known?.told ?? 0,
      owed: known?.owed ?? false,
    });
  }
  return lasting;
}

/** Whether another rule tells of an object: of what holds a pod up, what is counted says more than that it lasts. */
function isToldBy(cases: Cases, rules: readonly Rule[], own: Rule, subject: Subject, now: number): boolean {
  return rules.some((rule) => {
    const found = rule.name === own.name ? undefined : cases.get(caseKey(rule.name, subject));
    if (found === undefined) return false;
    const isOpen = found.told > 0 || found.owed || sum(within(found.tally, rule.window, now)) >= rule.threshold;
    // More objects than are listed may be of it.
    return isOpen && (found.objects.length === mostObjects || found.objects.includes(objectOf(subject)));
  });
}

const mostObjects = 5;

const objectOf = ({ kind, name }: Subject) => `${kind}/${name}`;

function withObject(objects: readonly string[], subject: Subject): readonly string[] {
  const object = objectOf(subject);
  return objects.includes(object) ? objects : [...objects, object].slice(-mostObjects);
}

function bounded(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
