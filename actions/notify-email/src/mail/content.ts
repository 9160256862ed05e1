import { Eta } from 'eta';
import type { State } from '../pipeline/state.ts';
import { html, text } from './templates.ts';

/** What a mail says. Everything may come from outside; the templates escape it. */
export interface Report {
  readonly state: State;
  readonly subject: string;
  readonly jobName: string;
  readonly app: string;
  readonly env: string;
  readonly tag: string;
  readonly reason: string;
  readonly authors: readonly string[];
  readonly repository: string;
  readonly runUrl: string;
}

const headlines: Readonly<Record<State, string>> = {
  success: 'succeeded',
  unstable: 'is unstable',
  failure: 'failed',
  cancelled: 'was cancelled',
};
// Dark enough for white letters on them, by the contrast rule of WCAG AA.
const colours: Readonly<Record<State, string>> = {
  success: '#1a7f37',
  unstable: '#9a6700',
  failure: '#cf222e',
  cancelled: '#59636e',
};

/** HTML and text parts of a report. */
export function writeContent(report: Report): { readonly html: string; readonly text: string } {
  const facts = [
    ['Service', report.app],
    ['Environment', report.env],
    ['Tag', report.tag],
    ['Repository', report.repository],
    ['Committed by', report.authors.join(', ')],
  ].filter(([, value]) => value !== '');
  const model = {
    ...report,
    facts,
    headline: `${report.jobName} ${headlines[report.state]}`,
    colour: colours[report.state],
  };
  return {
    html: new Eta({ autoEscape: true }).renderString(html, model),
    // A text part needs no escaping, and must not have any.
    text: `${new Eta({ autoEscape: false }).renderString(text, model).trim()}\n`,
  };
}
