import type { Change, Previous, State } from '../pipeline/state.ts';
import type { Trouble } from '../pipeline/troubles.ts';
import { plainText, shortened } from './bounded.ts';
import { colourOf, digestSections, isResolved } from './digest.ts';
import type { Alert, Condition, DiagnosisEntry } from './handed-over.ts';
import { causeOf, diagnosisSections, gateSection, item, type Section, section, troubleSections } from './section.ts';
import { type Language, type Words, words } from './words.ts';

/** What is known of the work that is reported on. Everything may come from outside. */
export interface Report {
  readonly language: Language;
  readonly state: State;
  readonly change: Change;
  readonly previous: Previous;
  readonly subject: string;
  readonly jobName: string;
  readonly runNumber: string;
  readonly runUrl: string;
  readonly repository: string;
  readonly branch: string;
  readonly commit: string;
  readonly commitUrl: string;
  readonly app: string;
  readonly env: string;
  readonly tag: string;
  readonly reason: string;
  readonly committers: readonly string[];
  readonly actor: string;
  /** Whether an earlier revision serves again; undefined where nothing was deployed. */
  readonly rolledBack: boolean | undefined;
  /** First lines of errors, names of failing tests: what the caller has to say. */
  readonly details: readonly string[];
  readonly conditions: readonly Condition[];
  readonly diagnosis: readonly DiagnosisEntry[];
  readonly troubles: readonly Trouble[];
  readonly alerts: readonly Alert[];
  /** How many more the next mail tells. */
  readonly alertsLater: number;
  /** How many would have got the mail but for max-recipients. */
  readonly overflow: number;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Empty for none. */
  readonly url: string;
}

/** What templates see, the usual ones and the users' own; docs/notifications.md describes it. */
export interface Model {
  readonly language: Language;
  readonly state: State;
  readonly change: Change;
  readonly previous: Previous;
  readonly subject: string;
  readonly headline: string;
  readonly colour: string;
  readonly jobName: string;
  readonly runNumber: string;
  readonly runUrl: string;
  readonly repository: string;
  readonly branch: string;
  readonly commit: string;
  readonly app: string;
  readonly env: string;
  readonly tag: string;
  readonly reason: string;
  readonly committers: readonly string[];
  readonly facts: readonly Fact[];
  readonly sections: readonly Section[];
  readonly notes: readonly string[];
  readonly words: Words;
}

// Dark enough for white letters on them, by the contrast rule of WCAG AA.
const colours: Readonly<Record<State, string>> = {
  success: '#1a7f37',
  unstable: '#9a6700',
  failure: '#cf222e',
  cancelled: '#59636e',
};
const longestReason = 2000;
const longestFact = 300;

/** Makes of a report what its mail shows. */
export function modelOf(report: Report): Model {
  const { language, state, change, previous, alerts } = report;
  const w = words[language];
  const line = (value: string) => shortened(plainText(value).replace(/\s+/g, ' ').trim(), longestFact);
  const [subject, jobName, repository, branch, app, env, tag] = [
    ...[report.subject, report.jobName, report.repository, report.branch, report.app, report.env, report.tag].map(line),
  ] as [string, string, string, string, string, string, string];
  const committers = report.committers.map(line).filter((name) => name !== '');
  const reason = state === 'success' ? report.reason : fullerReason(report, w);
  const resolved = alerts.filter(isResolved).length;
  const headline =
    alerts.length > 0
      ? `${jobName}: ${w.alerts(alerts.length - resolved, resolved)}`
      : (w.changes[change] ?? w.states[state])(jobName);
  const sections = sectionsOf(report, w).filter(({ items, log }) => items.length + log.length > 0);
  const cut = alerts.length > 0 ? sections.reduce((sum, { more }) => sum + more, 0) : 0;
  return {
    ...{ language, state, change, previous, subject, headline, jobName, repository, branch, app, env, tag, committers },
    ...{
      runNumber: line(report.runNumber),
      runUrl: webAddress(report.runUrl),
      commit: line(report.commit).slice(0, 7),
    },
    colour: colours[alerts.length > 0 ? colourOf(alerts) : state],
    reason: shortened(plainText(reason).trim(), longestReason),
    facts: factsOf({ ...report, app, env, tag, repository, branch, committers }, w),
    sections,
    notes: [
      ...(cut > 0 ? [w.alertsCut(cut)] : []),
      ...(report.alertsLater > 0 ? [w.alertsLater(report.alertsLater)] : []),
      ...(report.overflow > 0 ? [w.leftOut(report.overflow)] : []),
    ],
    words: w,
  };
}

/** The cause as it was handed over, or as the job itself says the same in more words, where nothing else has these. */
function fullerReason({ reason, troubles, diagnosis }: Report, w: Words): string {
  const told = causeOf(troubles, w);
  return reason === '' || (told.startsWith(reason) && diagnosis.length === 0) ? told : reason;
}

function factsOf(report: Report, w: Words): Fact[] {
  const { previous, committers } = report;
  const fact = (label: string, value: string, url = ''): Fact => ({
    label,
    value: shortened(plainText(value), longestFact),
    url: webAddress(url),
  });
  const names = committers.length > 8 ? [...committers.slice(0, 8), w.more(committers.length - 8)] : committers;
  const starter = report.actor !== '' && committers.length === 0 ? report.actor : '';
  return [
    fact(w.service, report.app),
    fact(w.environment, report.env),
    fact(w.tag, report.tag),
    fact(w.repository, report.repository),
    fact(w.branch, report.branch),
    fact(w.commit, report.commit.slice(0, 7), report.commitUrl),
    fact(w.committedBy, names.join(', ')),
    fact(w.startedBy, starter),
    fact(w.before, previous === 'none' || previous === 'unknown' ? '' : w.beforeStates[previous]),
  ].filter(({ value }) => value.trim() !== '');
}

function sectionsOf(report: Report, w: Words): Section[] {
  if (report.alerts.length > 0) return digestSections(report.alerts, w);
  // A success has nothing to explain, whatever warned on the way.
  if (report.state === 'success') return [];
  const { rolledBack } = report;
  const rollback =
    rolledBack === undefined
      ? []
      : [item(rolledBack ? w.rolledBack : w.notRolledBack, { mark: rolledBack ? 'good' : 'bad' })];
  const isDeployment = report.diagnosis.length > 0;
  return [
    ...diagnosisSections(report.diagnosis, w),
    section(w.rollback, rollback),
    gateSection(report.conditions, w),
    section(
      w.firstErrors,
      report.details.map((detail) => item(detail)),
    ),
    // The cluster's own evidence says more than the job that waited for it.
    ...(isDeployment ? [] : troubleSections(report.troubles, w)),
  ];
}

/** An address that a mail may link to; empty for anything but http and https. */
function webAddress(url: string): string {
  return /^https?:\/\/[^\s"<>]+$/i.test(url) ? url : '';
}
