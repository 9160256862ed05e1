import { join } from 'node:path';
import { type Context, requireProgram } from '@slipway/runner';
import { type Event, readEvent } from './event.ts';
import { CheckoutFailure } from './failure.ts';
import { borrowObjects, claimFolder, type Folder, lookAtFolder } from './folder.ts';
import { authorsSince } from './git/authors.ts';
import { sshCommand, tokenSettings } from './git/credentials.ts';
import { damageBehind, startAnew } from './git/damage.ts';
import type { Asked } from './git/explain-git.ts';
import { type CommitFacts, commitFacts } from './git/facts.ts';
import { fetchWanted } from './git/fetch.ts';
import { type Git, openGit } from './git/git.ts';
import { authorsBackTo } from './git/history.ts';
import { type Mirror, mirrorPath, refreshMirror, repairMirror } from './git/mirror.ts';
import { checkCheckout, connect, keepToken } from './git/repository.ts';
import { fillWorkTree } from './git/work-tree.ts';
import type { Inputs } from './inputs.ts';
import { branchOf, revisionOf } from './revision.ts';
import { refuseForkCode } from './source/fork-code.ts';
import { isSameRepository, type Location, locate } from './source/location.ts';
import { describe, type Wanted, wantedRevision } from './source/wanted.ts';
import { summarize } from './summary.ts';

/** Checks out a revision and says what to call it. */
export async function run(given: Inputs, context: Context) {
  const { github } = context;
  const inputs = { ...given, serverUrl: given.serverUrl || github.serverUrl };
  const event = await readEvent(github.eventPath);
  const { location, wanted, isOwn } = lookAtSource(inputs, event, context);
  const found = await lookAtFolder(context.workspace, inputs.path);
  const asked = { repository: location.name, revision: describe(wanted) };
  const git = await gitFor(inputs, found.path, context, asked);
  if (inputs.lfs) await requireProgram('git-lfs', context.env, 'Install git-lfs on the runner, or set "lfs" to false.');
  const damage = await checkCheckout(git, found, location, inputs);
  const folder = damage === undefined ? found : await startAnew(found, damage, context);

  const undo = [await claimFolder(folder)];
  try {
    const checkOut = (into: Folder) => fillFolder(into, { git, location, wanted, asked, inputs, context });
    const { ref, facts } = await context.log.group(`Check out ${asked.revision} of ${location.name}`, () =>
      checkOut(folder).catch(async (error: unknown) => {
        const isOld = folder.state === 'checkout' && inputs.clean;
        const damage = isOld ? await damageBehind(error, git) : undefined;
        if (damage === undefined) throw error;
        const anew = await startAnew(folder, damage, context);
        undo.push(await claimFolder(anew));
        return checkOut(anew);
      }),
    );
    if (inputs.persistCredentials) await keepToken(folder, inputs, context);
    const revision = revisionOf(facts, ref, isOwn ? github.headRef : '', inputs);
    const authors =
      (await authorsSinceGiven(inputs, facts, location, (path) => gitFor(inputs, path, context, asked), context)) ??
      (await authorsOf(git, facts, isOwn ? event : undefined, folder, inputs.fetchDepth));
    context.log.info(`${revision.tag} is ${facts.commit} of ${facts.date}`);
    await context.summary(summarize(location.name, revision, facts));
    return {
      tag: revision.tag,
      commit: facts.commit,
      'short-commit': revision.shortCommit,
      'commit-date': facts.date,
      branch: revision.branch,
      'is-main': revision.isMain,
      'image-tags': revision.imageTags,
      'source-date-epoch': facts.epoch,
      authors,
      ref,
    };
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
}

interface Checkout {
  readonly git: Git;
  readonly location: Location;
  readonly wanted: Wanted;
  readonly asked: Asked;
  readonly inputs: Inputs;
  readonly context: Context;
}

async function fillFolder(folder: Folder, { git, location, wanted, asked, inputs, context }: Checkout) {
  await connect(git, folder, location, inputs);
  const mirror = mirrorOf(inputs, location, wanted, (path) => gitFor(inputs, path, context, asked));
  if (mirror && (await refreshMirror(mirror, context))) await borrowObjects(folder, mirror.path);
  const fill = async () => {
    const { fetchDepth: depth, filter } = inputs;
    const fetched = await fetchWanted(git, wanted, { asked, depth, filter, isShallow: folder.isShallow, context });
    const branch = fetched.ref.startsWith('refs/heads/') ? branchOf(fetched.ref, '') : '';
    const had = { isNew: folder.state !== 'checkout', hadSubmodules: folder.hasSubmodules };
    // Both are over before a failure is: what repairs the folder must be alone in it.
    const [facts, tree] = await Promise.allSettled([
      commitFacts(git, fetched.start),
      fillWorkTree(git, { ...inputs, ...had, start: fetched.start, branch, sparse: inputs.sparseCheckout, depth }),
    ]);
    if (tree.status === 'rejected') throw tree.reason;
    if (facts.status === 'rejected') throw facts.reason;
    return { ref: fetched.ref, facts: facts.value };
  };
  return fill().catch(async (error: unknown) => {
    // What is missing may be missing in the mirror.
    if (!mirror || !(error instanceof CheckoutFailure) || !(await repairMirror(mirror, context))) throw error;
    return fill();
  });
}

function lookAtSource(
  inputs: Inputs,
  event: Event,
  context: Context,
): { location: Location; wanted: Wanted; isOwn: boolean } {
  const { github, workspace } = context;
  const repository = inputs.repository || github.repository;
  if (repository === '') {
    throw new CheckoutFailure({
      code: 'bad-input',
      headline: 'Bad input: repository: not given, and the run does not say which repository it belongs to',
    });
  }
  const location = locate(repository, inputs.serverUrl, inputs.sshKey !== '', workspace);
  const isOwn =
    repository === github.repository || isSameRepository(location.url, `${github.serverUrl}/${github.repository}`);
  const wanted = wantedRevision(inputs.ref, isOwn ? github : { sha: '', ref: '' });
  const ref = inputs.ref || (isOwn ? github.ref : '');
  const commit = wanted.kind === 'commit' ? wanted.commit : '';
  refuseForkCode({ eventName: github.eventName, repository, ref, commit }, event.pullRequest);
  return { location, wanted, isOwn };
}

async function gitFor(
  inputs: Inputs,
  folder: string,
  context: Context,
  asked: { repository: string; revision: string },
): Promise<Git> {
  return openGit(context, {
    folder,
    settings: tokenSettings(inputs.token, inputs.serverUrl),
    environment: { GIT_LFS_SKIP_SMUDGE: '1', ...(await sshEnvironment(inputs, context)) },
    asked,
  });
}

async function sshEnvironment({ sshKey, sshKnownHosts }: Inputs, context: Context): Promise<Record<string, string>> {
  if (sshKey === '' && sshKnownHosts.length === 0) return {};
  const write = async (name: string, text: string) =>
    text === '' ? undefined : context.secretFile(name, `${text.trim()}\n`);
  const key = await write('ssh-key', sshKey);
  const knownHosts = await write('known-hosts', sshKnownHosts.join('\n'));
  const command = sshCommand({ ...(key && { key }), ...(knownHosts && { knownHosts }) });
  return { GIT_SSH_COMMAND: command, GIT_SSH_VARIANT: 'ssh' };
}

function mirrorOf({ reference }: Inputs, location: Location, wanted: Wanted, open: Mirror['open']): Mirror | undefined {
  if (reference === '') return undefined;
  const commit = wanted.kind === 'commit' ? wanted.commit : '';
  return { path: mirrorPath(reference, location), location, commit, open };
}

async function authorsSinceGiven(
  { authorsSince: since }: Inputs,
  { commit }: CommitFacts,
  location: Location,
  open: Mirror['open'],
  context: Context,
): Promise<readonly string[] | undefined> {
  // Built again: nobody has committed since, but somebody has to hear of it.
  if (since === '' || since.toLowerCase() === commit) return undefined;
  const authors = await authorsBackTo(since.toLowerCase(), commit, location, open, context);
  if (authors === undefined) {
    context.log.notice(`authors-since: ${since} is not in the history of ${commit}; authors are those of the push`);
  }
  return authors;
}

async function authorsOf(git: Git, facts: CommitFacts, event: Event | undefined, folder: Folder, depth: number) {
  const ofCommit = [facts.author, ...facts.coAuthors];
  if (event === undefined) return ofCommit;
  // At depth 1 the commit before is never there.
  const shallowFile = join(folder.path, '.git', 'shallow');
  const here =
    event.before !== '' && depth !== 1 ? await authorsSince(git, event.before, facts.commit, shallowFile) : undefined;
  const pushed = [...new Set(event.authors)].reverse();
  // What the event says is whole, where the history here is cut.
  for (const authors of [here?.isExact ? here.authors : [], pushed, here?.authors ?? []])
    if (authors.length > 0) return authors;
  return ofCommit;
}
