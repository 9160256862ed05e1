import { codeBlock, details, escapeMarkdown, table } from '@slipway/findings';
import type { Evidence } from './cluster/evidence.ts';
import type { Inputs } from './inputs.ts';

/** One line about what was deployed, for headlines and mails. */
export function subjectOf({ project, app, tag, namespace }: Inputs): string {
  return `${project === '' ? '' : `${project}.`}${app} ${tag} in ${namespace}`;
}

export function summarizeSuccess(
  inputs: Inputs,
  facts: {
    readonly revision: number;
    readonly previous: number | undefined;
    readonly digest: string;
    readonly duration: string;
    readonly url: string;
    readonly timeline: readonly string[];
  },
): string {
  const rows = [
    ['Environment', inputs.env || inputs.namespace],
    ['Tag', `\`${inputs.tag}\``],
    ['Digest', facts.digest === '' ? '' : `\`${facts.digest}\``],
    ['Helm revision', `${facts.revision}${facts.previous === undefined ? ' (first)' : ` (before: ${facts.previous})`}`],
    ['Address', escapeMarkdown(facts.url)],
    ['Time', facts.duration],
  ].filter(([, value]) => value !== '');
  return `### ✅ ${escapeMarkdown(subjectOf(inputs))} is running\n\n${table(
    ['', ''],
    rows.map(([name = '', value = '']) => [name, value]),
  )}${listed('Timeline', facts.timeline)}`;
}

function listed(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n\n${details(title, codeBlock(lines.join('\n')))}`;
}

/** What was seen of the failure, below the headline. */
export function summarizeEvidence(evidence: readonly Evidence[], aftermath: string): string {
  const sections = evidence.flatMap(({ finding, events, log, timeline = [], differences = [] }) => [
    ...(differences.length === 0
      ? []
      : [details('What differs from the version before', codeBlock(differences.join('\n')))]),
    ...(timeline.length === 0 ? [] : [details('Timeline', codeBlock(timeline.join('\n')))]),
    ...(events.length === 0 ? [] : [details(`Events of ${finding.object}`, codeBlock(events.join('\n')))]),
    ...(log.length === 0
      ? []
      : [
          details(`Last lines of container ${finding.container ?? ''} in ${finding.object}`, codeBlock(log.join('\n'))),
        ]),
  ]);
  return [escapeMarkdown(aftermath), ...sections].join('\n\n');
}
