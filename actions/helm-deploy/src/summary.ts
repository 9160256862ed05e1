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
  )}\n\n${folded('Timeline', facts.timeline)}`;
}

function folded(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : details(title, codeBlock(lines.join('\n')));
}

/** What was seen of the failure, below the headline. */
export function summarizeEvidence(evidence: readonly Evidence[], aftermath: string): string {
  const sections = evidence.flatMap(({ finding, timeline = [], differences = [], ...seen }) => {
    const container = `container ${finding.container ?? ''} in ${finding.object}`;
    return [
      ...seen.probes.map((probe) => escapeMarkdown(`Probe of ${container}: ${probe}`)),
      folded('What differs from the version before', differences),
      folded('Timeline', timeline),
      folded(`Events of ${finding.object}`, seen.events),
      folded(`Conditions of ${finding.pod ?? ''} that are not met`, seen.conditions),
      folded(`Last lines of ${container}`, seen.log),
      folded(`Last lines of another run of ${container}`, seen.otherLog),
    ].filter((section) => section !== '');
  });
  return [escapeMarkdown(aftermath), ...sections].join('\n\n');
}
