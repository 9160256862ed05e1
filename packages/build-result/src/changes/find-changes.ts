import { readFile, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type Context, findProgram, runProcess } from '@slipway/runner';
import { type Base, baseOf } from './base.ts';
import { type ChangedLines, parseDiff } from './diff.ts';

/** What this build changed. */
export type Changes =
  /** Files are relative to the workspace. */
  | { readonly kind: 'known'; readonly since: string; readonly files: ChangedLines }
  /** There is nothing that a change could be told from. */
  | { readonly kind: 'none'; readonly why: string }
  /** There is, but it cannot be read; `why` continues «not known: ». */
  | { readonly kind: 'unknown'; readonly why: string };

type Ask = (...args: readonly string[]) => Promise<string | undefined>;

/** Characters of a diff; a change beyond it is no change that somebody reviews. */
const maxDiff = 50_000_000;

/**
 * The lines that the change being built touched. Nothing is fetched: only commits that the checkout holds are compared.
 * @param given Commit to compare with; empty takes what the event says.
 * @param folder Absolute path of the project, without symbolic links.
 */
export async function findChanges(
  given: string,
  folder: string,
  workspace: string,
  context: Context,
): Promise<Changes> {
  const event = await readEvent(context.github.eventPath);
  const base = baseOf(given, context.github.eventName, event);
  if (base.kind === 'none') return base;
  const git = await findProgram('git', context.env);
  if (git === undefined) return { kind: 'unknown', why: 'git is not on PATH' };
  const ask: Ask = async (...args) => {
    // A checkout may belong to another user than the one that builds (containers); it is only read.
    const options = ['-c', 'safe.directory=*', '-c', 'core.quotePath=false'];
    const { env, signal } = context;
    const result = await runProcess(git, [...options, ...args], { cwd: folder, env, signal, maxOutput: maxDiff });
    return result.exitCode === 0 && result.stdout.length < maxDiff ? result.stdout : undefined;
  };
  const top = (await ask('rev-parse', '--show-toplevel'))?.trim();
  if (top === undefined) return { kind: 'unknown', why: 'the project is in no checkout of git' };
  const since = await findCommit(base, ask);
  if (since === undefined) return { kind: 'unknown', why: await missing(base, ask) };
  const prefixes = ['--src-prefix=a/', '--dst-prefix=b/'];
  const diff = await ask(
    'diff',
    '--unified=0',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    ...prefixes,
    since,
    'HEAD',
    '--',
  );
  if (diff === undefined) return { kind: 'unknown', why: `git cannot compare with ${since.slice(0, 7)}` };
  const root = await realpath(top);
  const files = [...parseDiff(diff)].map(([path, lines]) => [relative(workspace, join(root, path)), lines] as const);
  return { kind: 'known', since, files: new Map(files) };
}

/** Undefined when this clone does not hold it. */
async function findCommit(base: Base, ask: Ask): Promise<string | undefined> {
  switch (base.kind) {
    case 'pull-request': {
      const [first, second] = [await commitOf('HEAD^1', ask), await commitOf('HEAD^2', ask)];
      // GitHub's merge commit: its first parent is the base branch as it was merged, newer than the event may say.
      if (second !== undefined && second === base.head) return first;
      return mergeBase(base.base, ask);
    }
    case 'branch':
      return (await mergeBase(`refs/remotes/origin/${base.name}`, ask)) ?? mergeBase(`refs/heads/${base.name}`, ask);
    case 'commit':
      // After a forced push without a common past (a shallow clone) the two still differ by what was changed.
      return (await mergeBase(base.commit, ask)) ?? commitOf(base.commit, ask);
    case 'none':
      return undefined;
  }
}

async function commitOf(name: string, ask: Ask): Promise<string | undefined> {
  return (await ask('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`))?.trim();
}

async function mergeBase(name: string, ask: Ask): Promise<string | undefined> {
  const commit = await commitOf(name, ask);
  return commit === undefined ? undefined : (await ask('merge-base', commit, 'HEAD'))?.trim();
}

async function missing(base: Exclude<Base, { kind: 'none' }>, ask: Ask): Promise<string> {
  const name =
    base.kind === 'branch'
      ? `the branch ${base.name}`
      : (base.kind === 'commit' ? base.commit : base.base).slice(0, 40);
  const isShallow = (await ask('rev-parse', '--is-shallow-repository'))?.trim() === 'true';
  const advice = isShallow ? ', which is shallow: check out with fetch-depth 0' : '';
  return `${name} is not in this clone${advice}`;
}

/** Payload of the event; undefined where there is none, as outside a runner. */
export async function readEvent(path: string): Promise<unknown> {
  if (path === '') return undefined;
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}
