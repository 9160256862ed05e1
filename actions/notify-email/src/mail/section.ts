import type { Annotation } from '@slipway/github';
import type { Trouble } from '../pipeline/troubles.ts';
import { lastLines, plainText, shortened } from './bounded.ts';
import type { Condition, DiagnosisEntry } from './handed-over.ts';
import type { Words } from './words.ts';

/** One thing in a list: its sentence, what more is known of it, and where it is. */
export interface Item {
  readonly text: string;
  readonly detail: string;
  readonly place: string;
  /** Whether it is in order; `none` where that is no question. */
  readonly mark: 'good' | 'bad' | 'none';
}

/** A part of a mail with a title: a list, lines of a log, or both. */
export interface Section {
  readonly title: string;
  readonly items: readonly Item[];
  /** How many items are not shown. */
  readonly more: number;
  readonly log: readonly string[];
}

const mostItems = 10;
const mostLogLines = 40;
const longestText = 500;
const testTitle = /^Test failed: /;

export function item(text: string, more: Partial<Item> = {}): Item {
  const clean = (value: string) => shortened(plainText(value).trim(), longestText);
  return {
    text: clean(text),
    detail: clean(more.detail ?? ''),
    place: clean(more.place ?? ''),
    mark: more.mark ?? 'bad',
  };
}

export function section(title: string, items: readonly Item[], log: readonly string[] = []): Section {
  return {
    title: shortened(plainText(title).replace(/\s+/g, ' ').trim(), 120),
    items: items.slice(0, mostItems),
    more: Math.max(0, items.length - mostItems),
    log: lastLines(log.join('\n'), mostLogLines),
  };
}

/** What GitHub knows of the jobs: failing tests first, then other errors, then the log where nothing else tells. */
export function troubleSections(troubles: readonly Trouble[], w: Words): Section[] {
  const all = troubles.flatMap(({ annotations }) => annotations);
  const place = ({ path, line }: (typeof all)[number]) =>
    path === '' || path === '.github' ? '' : line > 0 ? `${path}:${line}` : path;
  const tests = all.filter(({ title }) => testTitle.test(title));
  // The cause is the mail's own first sentence.
  const others = all.filter((each) => !testTitle.test(each.title) && each.level === 'failure' && !isCause(each));
  const isTold = tests.length + others.length > 0 || all.some(isCause);
  const logs = isTold ? [] : troubles.filter(({ log }) => log.length > 0).slice(0, 2);
  return [
    section(
      w.failingTests,
      tests.map((test) => item(test.title.replace(testTitle, ''), { detail: test.message, place: place(test) })),
    ),
    section(
      w.problems,
      others.map((each) =>
        each.title === ''
          ? item(each.message, { place: place(each) })
          : item(each.title, { detail: each.message, place: place(each) }),
      ),
    ),
    ...logs.map(({ job, log }) => section(w.logOf(job), [], log)),
  ];
}

/** How slipway's own actions title the annotation that says why they failed: `maven-build: tests-failed`. */
const causeTitle = /^[a-z][a-z-]*: [a-z][a-z-]*$/;
const isCause = ({ title, level }: Annotation) => level === 'failure' && causeTitle.test(title);

/** Why jobs failed in their own words, else what is known of how they ended. */
export function causeOf(troubles: readonly Trouble[], w: Words): string {
  const said = troubles.flatMap(({ annotations }) => annotations.filter(isCause)).map(({ message }) => message);
  return said.length > 0 ? [...new Set(said)].join('\n') : troubleReason(troubles, w);
}

/** One sentence for jobs of which nothing else is known. */
function troubleReason(troubles: readonly Trouble[], w: Words): string {
  return troubles
    .filter(({ conclusion }) => conclusion !== 'success')
    .map(({ job, step, hasStarted, hasTimedOut }) =>
      hasTimedOut ? w.timedOut(job) : !hasStarted ? w.notStarted(job) : step === '' ? '' : w.failedIn(job, step),
    )
    .filter((sentence) => sentence !== '')
    .join('\n');
}

export function gateSection(conditions: readonly Condition[], w: Words): Section {
  const words: Readonly<Record<string, string>> = { GT: '≤', LT: '≥' };
  const sentence = ({ metric, actual, comparator, threshold }: Condition) =>
    w.condition(metric.replaceAll('_', ' '), actual, words[comparator] ?? comparator, threshold);
  const failed = conditions.filter(({ isGood }) => !isGood);
  const passed = conditions.filter(({ isGood }) => isGood);
  return section(
    w.qualityGate,
    [...failed, ...passed].map((condition) => item(sentence(condition), { mark: condition.isGood ? 'good' : 'bad' })),
  );
}

/** Cause, timeline and the container's last words of a deployment that failed. */
export function diagnosisSections(diagnosis: readonly DiagnosisEntry[], w: Words): Section[] {
  const logged = diagnosis.find(({ log }) => log.length > 0);
  const events = [...new Set(diagnosis.flatMap(({ events }) => events))];
  return [
    section(
      w.findings,
      diagnosis.map(({ sentence, object, probes }) => item(sentence, { place: object, detail: probes.join('\n') })),
    ),
    section(
      w.differences,
      diagnosis.flatMap(({ differences }) => differences).map((line) => item(line, { mark: 'none' })),
    ),
    section(
      w.timeline,
      [...diagnosis.flatMap(({ timeline }) => timeline), ...events].map((line) => item(line, { mark: 'none' })),
    ),
    section(logged ? w.logOf(logged.object || w.log) : w.log, [], logged?.log ?? []),
  ];
}
