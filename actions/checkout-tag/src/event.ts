import { readFile } from 'node:fs/promises';
import { coAuthors } from './git/authors.ts';
import type { PullRequest } from './source/fork-code.ts';

/** What the action wants to know of the event that started the run. */
export interface Event {
  /** The commit that the branch was at before; empty when not known or when the branch is new. */
  readonly before: string;
  /** `Name <address>` of those who wrote each commit of a push, newest last. */
  readonly authors: readonly string[];
  readonly pullRequest: PullRequest | undefined;
}

/** Reads the event's payload; outside a runner there is none, which is an event that says nothing. */
export async function readEvent(path: string): Promise<Event> {
  const text = path === '' ? '{}' : await readFile(path, 'utf8').catch(() => '{}');
  return understandEvent(parse(text));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Takes what we need from a payload as GitHub documents it; act and other senders leave out what they like. */
export function understandEvent(payload: unknown): Event {
  const before = text(at(payload, 'before')) || text(at(payload, 'pull_request', 'base', 'sha'));
  const commits = at(payload, 'commits');
  const authors = (Array.isArray(commits) ? commits : []).flatMap((commit: unknown) => {
    const [name, address] = [text(at(commit, 'author', 'name')), text(at(commit, 'author', 'email'))];
    const author = address === '' ? [] : [`${name} <${address}>`];
    // Newest last, and the author before the others once it is turned round.
    return [...coAuthors(trailersOf(text(at(commit, 'message')))), ...author];
  });
  return { before: /^0*$/.test(before) ? '' : before, authors, pullRequest: pullRequestOf(payload) };
}

/** Values of the trailers for further authors, in the last paragraph of a commit's message. */
function trailersOf(message: string): string[] {
  const [, ...paragraphs] = message.trim().split(/\n\s*\n/);
  return Array.from((paragraphs.at(-1) ?? '').matchAll(/^co-authored-by:(.*)$/gim), ([, value = '']) => value);
}

function pullRequestOf(payload: unknown): PullRequest | undefined {
  const base = at(payload, 'repository', 'id');
  const pull = at(payload, 'pull_request');
  if (pull !== undefined) {
    return {
      headRepository: text(at(pull, 'head', 'repo', 'full_name')) || undefined,
      // The repository is null once a fork is deleted; its commits can still be fetched.
      isFork: at(pull, 'head', 'repo', 'id') !== base,
      commits: names(at(pull, 'head', 'sha'), at(pull, 'merge_commit_sha')),
    };
  }
  const run = at(payload, 'workflow_run');
  const startedBy = text(at(run, 'event'));
  if (!startedBy.startsWith('pull_request')) return undefined;
  return {
    headRepository: text(at(run, 'head_repository', 'full_name')) || undefined,
    isFork: at(run, 'head_repository', 'id') !== base,
    commits: names(
      at(run, 'head_commit', 'id'),
      // In a run started by pull_request_target this is the base branch's commit.
      startedBy === 'pull_request_target' ? '' : at(run, 'head_sha'),
    ),
  };
}

function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Object.entries(found).find(([name]) => name === key)?.[1];
  }
  return found ?? undefined;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function names(...values: readonly unknown[]): string[] {
  return values.map((value) => text(value).toLowerCase()).filter((name) => name !== '');
}
