import { escapeMarkdown, table } from '@slipway/findings';
import type { CommitFacts } from './git/facts.ts';
import type { Revision } from './revision.ts';

/** The section of the job summary: which change this run is about. */
export function summarize(repository: string, revision: Revision, facts: CommitFacts): string {
  const rows = [
    ['Tag', revision.imageTags.map((tag) => `\`${tag}\``).join(', ')],
    ['Repository', escapeMarkdown(repository)],
    ['Branch', revision.branch === '' ? '(none)' : escapeMarkdown(revision.branch)],
    ['Commit', `\`${facts.commit}\` ${escapeMarkdown(shortened(facts.subject))}`],
    ['Author', escapeMarkdown(facts.author)],
    ['Date', facts.date],
  ];
  return `### ${revision.tag}\n\n${table(['Revision', ''], rows)}`;
}

function shortened(subject: string): string {
  return subject.length > 120 ? `${subject.slice(0, 117)}...` : subject;
}
