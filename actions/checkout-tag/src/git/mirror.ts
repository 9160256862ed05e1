import { access, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Context } from '@slipway/runner';
import type { Location } from '../source/location.ts';
import { isSameRepository } from '../source/location.ts';
import type { Git } from './git.ts';
import { withLock } from './lock.ts';

/** In a mirror that slipway keeps: the address of its repository. A mirror without it is somebody else's, and only read. */
const mark = 'slipway-mirror';

const everything = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];

/** Packs, one more with each fetch, after which they are put together. */
const manyPacks = 50;

export interface Mirror {
  /** Of a bare repository, absolute. */
  readonly path: string;
  readonly location: Location;
  /** Full name of the commit that is needed; empty when only the server knows it. */
  readonly commit: string;
  /** Git in a folder that exists. */
  open(folder: string): Promise<Git>;
}

/** Where the mirror of a repository is: the path itself, or below it when it ends with a slash. */
export function mirrorPath(reference: string, { url }: Location): string {
  if (!reference.endsWith('/')) return reference;
  const place = url.replace(/^\w+:\/\/([^/@]*@)?/, '').replace(/^[\w.-]+@([\w.-]+):/, '$1/');
  const parts = place.split(/[/:]/).filter((part) => part !== '' && part !== '.' && part !== '..');
  return `${join(reference, ...parts).replace(/\.git$/, '')}.git`;
}

/**
 * Makes the mirror where it is not there, and brings it up to date where it lacks the commit. One job at a time changes it;
 * the others wait. Whatever goes wrong is a warning: without the mirror the server gives everything.
 * @returns whether there is a mirror to borrow objects from
 */
export async function refreshMirror(mirror: Mirror, context: Context): Promise<boolean> {
  const { path, location } = mirror;
  try {
    const owner = await ownerOf(path);
    if (owner === 'somebody') return true;
    if (owner !== 'nobody' && !isSameRepository(owner, location.url)) {
      context.log.warning(`reference: ${path} is the mirror of ${owner}, not of ${location.url}; it is not used`);
      return false;
    }
    if (owner !== 'nobody' && (await hasCommit(mirror))) return true;
    await mkdir(dirname(path), { recursive: true });
    await withLock(path, context, async () => {
      if ((await ownerOf(path)) === 'nobody') await make(mirror, context);
      else if (!(await hasCommit(mirror))) await update(mirror, context);
    });
    return true;
  } catch (error) {
    if (context.signal.aborted || !(error instanceof Error)) throw error;
    context.log.warning(`The mirror ${path} could not be brought up to date: ${error.message}`);
    return (await ownerOf(path)) !== 'nobody';
  }
}

/** Makes a mirror anew of which objects are missing or damaged. False when it is whole, or not ours. */
export async function repairMirror(mirror: Mirror, context: Context): Promise<boolean> {
  const { path, location } = mirror;
  const owner = await ownerOf(path);
  if (owner === 'nobody' || owner === 'somebody' || !isSameRepository(owner, location.url)) return false;
  return withLock(path, context, async () => {
    const git = await mirror.open(path);
    const checked = await git.attempt(['fsck', '--connectivity-only', '--no-dangling', '--no-progress']);
    if (checked.exitCode === 0) return false;
    await replace(mirror, context, checked.stderr);
    return true;
  });
}

/** `nobody` where there is no repository, `somebody` where it is not kept by slipway, else its repository's address. */
async function ownerOf(path: string): Promise<string> {
  const marked = await readFile(join(path, mark), 'utf8').catch(() => undefined);
  if (marked !== undefined) return marked.trim();
  const places = [join(path, 'objects'), join(path, '.git', 'objects')];
  const found = await Promise.all(
    places.map((place) =>
      access(place).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true) ? 'somebody' : 'nobody';
}

async function hasCommit({ path, commit, open }: Mirror): Promise<boolean> {
  if (commit === '') return false;
  const git = await open(path);
  return (await git.attempt(['cat-file', '-e', `${commit}^{commit}`])).exitCode === 0;
}

/** All or nothing: a job that is killed leaves no half mirror where others look for one. */
async function make({ path, location, open }: Mirror, context: Context): Promise<void> {
  const start = performance.now();
  const draft = `${path}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  try {
    const git = await open(draft);
    await git.demand(['init', '--quiet', '--bare', '--template=', '--initial-branch=main']);
    await git.demand(['config', 'remote.origin.url', location.url]);
    await git.demand(fetchAll);
    await writeFile(join(draft, mark), `${location.url}\n`);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  context.log.info(`Made a mirror of ${location.name} in ${path} (${seconds} s)`);
}

const fetchAll = [
  // Packs are put together now and then; loose objects would be never.
  ...['-c', 'fetch.unpackLimit=1', 'fetch', '--quiet', '--prune', '--no-tags', '--no-write-fetch-head', 'origin'],
  ...everything,
];

async function update(mirror: Mirror, context: Context): Promise<void> {
  const { path, location, open } = mirror;
  const git = await open(path);
  const fetched = await git.attempt(fetchAll);
  if (fetched.exitCode !== 0) {
    if (isDamage(fetched.stderr)) return replace(mirror, context, fetched.stderr);
    throw new Error(fetched.stderr.trim().split('\n').at(-1) ?? 'git fetch failed');
  }
  context.log.info(`Brought the mirror of ${location.name} in ${path} up to date`);
  const packs = (await readdir(join(path, 'objects', 'pack'))).filter((name) => name.endsWith('.pack'));
  // Drops no object: checkouts borrow also what no branch of the mirror holds any more.
  if (packs.length > manyPacks) await git.attempt(['repack', '--quiet', '--geometric=2', '-d']);
}

function isDamage(stderr: string): boolean {
  return /not a git repository|corrupt|bad object|invalid object|unable to read|is empty|does not point to a valid object|cannot be accessed|missing (blob|tree|commit)|bad pack|index file|Failed to traverse|did not send all necessary objects|bad config/i.test(
    stderr,
  );
}

async function replace(mirror: Mirror, context: Context, why: string): Promise<void> {
  const { path } = mirror;
  context.log.warning(`The mirror ${path} is damaged and made anew: ${why.trim().split('\n')[0] ?? ''}`);
  const damaged = `${path}.damaged`;
  await rm(damaged, { recursive: true, force: true });
  await rename(path, damaged);
  await make(mirror, context);
  await rm(damaged, { recursive: true, force: true });
}
