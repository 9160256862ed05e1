import { createHash } from 'node:crypto';
import type { GitHubRun } from '@slipway/runner';

/**
 * The Message-ID of some news: the same for every try to report the same thing in the same attempt of a run, so that mail
 * programs show it once. `news` is what makes it this mail and no other.
 */
export function messageId(github: GitHubRun, news: readonly string[], sender: string): string {
  const run = [github.serverUrl, github.repository, github.runId, github.runAttempt, github.job];
  return idOf([...run, ...news], sender);
}

/** The same for all mails about the same work on the same branch: mail programs show them together. */
export function threadId(github: GitHubRun, jobName: string, sender: string): string {
  const { serverUrl, repository, workflow, headRef, ref } = github;
  return idOf(['thread', serverUrl, repository, workflow, headRef || ref, jobName], sender);
}

function idOf(what: readonly string[], sender: string): string {
  const id = createHash('sha256').update(what.join('\n')).digest('hex').slice(0, 32);
  return `<${id}@${sender.slice(sender.lastIndexOf('@') + 1)}>`;
}
