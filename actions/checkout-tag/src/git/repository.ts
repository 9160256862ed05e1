import { join } from 'node:path';
import type { Context } from '@slipway/runner';
import { CheckoutFailure } from '../failure.ts';
import { addConfig, type Folder, removeStaleLocks } from '../folder.ts';
import type { Inputs } from '../inputs.ts';
import { isSameRepository, type Location } from '../source/location.ts';
import { authorization, configSection, headerKey } from './credentials.ts';
import { damageOf, isUnborn } from './damage.ts';
import type { Git } from './git.ts';

/**
 * Looks at a checkout that is already there.
 * @returns what is wrong with one that cannot be used as it is
 * @throws {CheckoutFailure} `folder-in-use` when it is of another repository; `dirty-checkout` when it has changes
 *   that we were told to leave alone, `damaged-checkout` when nobody can tell
 */
export async function checkCheckout(
  git: Git,
  folder: Folder,
  location: Location,
  inputs: Inputs,
): Promise<string | undefined> {
  if (folder.state !== 'checkout') return undefined;
  const damage = await damageOf(git, folder);
  const url = await originOf(git, folder);
  if (url === '' && (await isUnborn(git, folder))) return 'a job was ended before it was filled';
  if (url === '' ? damage === undefined : !isSameRepository(url, location.url)) {
    throw new CheckoutFailure({
      code: 'folder-in-use',
      headline: `path: "${inputs.path || '.'}" is a checkout of another repository`,
      reason: `Its origin is ${url === '' ? 'not set' : url.replace(/\/\/[^/@]*@/, '//')}; wanted is ${location.url}`,
      advice: 'Give another "path" or remove the folder.',
    });
  }
  if (inputs.clean) return damage;
  const status = await git.attempt(['status', '--porcelain']);
  if (damage !== undefined || status.exitCode !== 0) {
    throw new CheckoutFailure({
      code: 'damaged-checkout',
      headline: `The checkout in "${inputs.path || '.'}" is damaged, and "clean" is false`,
      reason: damage ?? status.stderr.trim(),
      advice: 'Save what you need of it and remove the folder, or set "clean" to true.',
    });
  }
  refuseChanges(status.stdout, inputs);
  return undefined;
}

/** Also of a repository that git does not take for one; empty where it has none. */
async function originOf(git: Git, folder: Folder): Promise<string> {
  for (const place of [['--local'], ['--file', join(folder.path, '.git', 'config')]]) {
    const asked = await git.attempt(['config', ...place, '--get', 'remote.origin.url']);
    if (asked.stdout.trim() !== '') return asked.stdout.trim();
  }
  return '';
}

function refuseChanges(status: string, inputs: Inputs): void {
  const changes = status.split('\n').filter((line) => line !== '');
  if (changes.length === 0) return;
  const shown = changes.slice(0, 10).join('\n');
  throw new CheckoutFailure({
    code: 'dirty-checkout',
    headline: `The checkout in "${inputs.path || '.'}" has local changes, and "clean" is false`,
    reason: changes.length > 10 ? `${shown}\nand ${changes.length - 10} more` : shown,
    advice: 'Commit or remove them, or set "clean" to true.',
  });
}

/** Makes the folder a repository whose origin is `location`, without asking the server anything. */
export async function connect(git: Git, folder: Folder, location: Location, inputs: Inputs): Promise<void> {
  if (folder.state === 'checkout') {
    if (inputs.clean) await removeStaleLocks(folder);
    // What a job that was killed may have left.
    if (/^http/.test(inputs.serverUrl)) {
      await git.attempt(['config', '--local', '--unset-all', headerKey(inputs.serverUrl)]);
    }
  } else {
    await git.demand(['init', '--quiet', '--template=', '--initial-branch=main']);
    const remote = [
      ['url', location.url],
      ['fetch', '+refs/heads/*:refs/remotes/origin/*'],
    ] as const;
    await addConfig(folder, configSection('remote', 'origin', remote));
  }
}

/** Leaves the token for later steps; the post step takes it away. */
export async function keepToken(folder: Folder, inputs: Inputs, context: Context): Promise<void> {
  if (inputs.token === '' || !/^http/.test(inputs.serverUrl)) return;
  context.saveState('token-path', folder.path);
  context.saveState('token-server', inputs.serverUrl);
  const scope = `${new URL(inputs.serverUrl).origin}/`;
  await addConfig(folder, configSection('http', scope, [['extraheader', authorization(inputs.token)]]), true);
}
