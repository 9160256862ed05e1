import { lstat, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Context } from '@slipway/runner';
import { CheckoutFailure, type CheckoutFailureCode } from '../failure.ts';
import type { Folder } from '../folder.ts';
import type { Git } from './git.ts';

/**
 * Looks whether a checkout is a repository of its own. A `.git` that git does not know sends it to a repository in a folder
 * above; a link or a setting of an earlier build sends it anywhere.
 * @returns what is wrong
 */
export async function damageOf(git: Git, folder: Folder): Promise<string | undefined> {
  const own = join(folder.path, '.git');
  if (!(await lstat(own)).isDirectory()) return '.git is no folder but leads to another one';
  const places = ['--show-toplevel', '--absolute-git-dir', '--git-common-dir'];
  // HEAD is read besides, for what git says of the files that it is in; one that points nowhere is soon put right.
  const asked = await git.attempt(['rev-parse', ...places, 'HEAD^{commit}']);
  const found = asked.stdout.trimEnd().split('\n');
  if (found.length < places.length) return lastLine(asked.stderr);
  const other = [folder.path, own, own].findIndex((path, index) => resolve(folder.path, found[index] ?? '') !== path);
  if (other >= 0) return `its ${other === 0 ? 'files are' : 'repository is'} said to be in ${found[other]}`;
  const words = linesOf(asked.stderr).find((line) => damage.test(line));
  if (words !== undefined) return words;
  const entries = await readdir(own, { withFileTypes: true });
  const link = entries.find((entry) => entry.isSymbolicLink());
  if (link !== undefined) return `.git/${link.name} is a link`;
  if (!folder.hasSubmodules) return undefined;
  const inPlace = 'test "$(git rev-parse --show-toplevel)" = "$(pwd -P)"';
  const submodules = await git.attempt(['submodule', '--quiet', 'foreach', '--recursive', inPlace]);
  return submodules.exitCode === 0 ? undefined : lastLine(submodules.stderr);
}

/** Whether nothing but an empty repository is there: a job was killed before it said where to fetch from. */
export async function isUnborn(git: Git, folder: Folder): Promise<boolean> {
  const names = await readdir(folder.path);
  if (names.length !== 1) return false;
  const refs = await git.attempt(['for-each-ref', '--count=1']);
  return refs.exitCode === 0 && refs.stdout === '';
}

/** Failures whose cause is the server or the machine, whatever the checkout is like. */
const elsewhere: readonly CheckoutFailureCode[] = [
  'login-refused',
  'server-not-trusted',
  'disk-full',
  'folder-not-ours',
  'empty-repository',
];

/** Looks whether a checkout that was used again failed because of its own state. Returns what is wrong with it. */
export async function damageBehind(error: unknown, git: Git): Promise<string | undefined> {
  if (!(error instanceof CheckoutFailure) || elsewhere.includes(error.code)) return undefined;
  const words = error.reason?.split('\n').find((line) => damage.test(line) && !line.startsWith('remote'));
  if (words !== undefined) return words;
  // Reads what is there and asks the server nothing; reflogs may name what a mirror has dropped.
  const checked = await git.attempt(['fsck', '--connectivity-only', '--no-dangling', '--no-reflogs', '--no-progress']);
  return checked.exitCode === 0 ? undefined : firstLine(`${checked.stderr}\n${checked.stdout}`);
}

/** Git's words for files of a repository that do not hold what they should (2.30 to 2.51, LC_ALL=C). */
const damage =
  /\bcorrupt|inflate: |unable to (read|unpack|parse) (sha1|object|tree|file|[0-9a-f]{40})|index file|bad index|bad signature|does not match index|packfile .* (cannot be|does not)|far too short|not a GIT packfile|reference broken|does not point to a valid object|not a git repository|unresolved deltas/i;

/**
 * Removes everything in the folder, and nothing beyond it: links are removed, not followed.
 * @throws {CheckoutFailure} `folder-not-ours` when the runner's user may not
 */
export async function startAnew(folder: Folder, damage: string, context: Context): Promise<Folder> {
  context.log.notice(`The checkout in ${folder.path} is damaged and made anew: ${damage}`);
  for (const name of await readdir(folder.path)) {
    await rm(join(folder.path, name), { recursive: true, force: true }).catch((cause: Error) => {
      throw new CheckoutFailure({
        code: 'folder-not-ours',
        headline: `The damaged checkout in ${folder.path} cannot be removed`,
        reason: cause.message,
        advice: 'Remove the folder as the user that its files belong to.',
        cause,
      });
    });
  }
  return { path: folder.path, state: 'empty', isShallow: false, hasSubmodules: false };
}

const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '');
const firstLine = (text: string) => linesOf(text)[0] ?? 'git does not say what';
const lastLine = (text: string) => linesOf(text).at(-1) ?? 'git does not say what';
