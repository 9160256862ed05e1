import { mkdir, realpath, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isInside } from '@slipway/build-result';
import { Failure } from '@slipway/findings';
import type { Context } from '@slipway/runner';
import type { Inputs } from './inputs.ts';
import { type CacheKey, cacheKey } from './key.ts';
import { hasCacheService, restore, save } from './service.ts';
import { isEmpty, tidy } from './tidy.ts';

/** What action.yml calls them. */
export interface Outputs {
  readonly path: string;
  readonly 'cache-hit': boolean;
  readonly 'matched-key': string;
}

const nothing: Outputs = { path: '', 'cache-hit': false, 'matched-key': '' };

/**
 * Restores a folder of dependencies, and remembers for the post step under which name to keep it.
 * @throws {Failure} `bad-input`, `not-empty`.
 */
export async function run(inputs: Inputs, context: Context): Promise<Outputs> {
  const project = await requireFolder(inputs.workingDirectory, context.workspace);
  const path = inputs.path === '' ? join(context.temp, 'dependency-cache') : resolve(context.workspace, inputs.path);
  if (!(await hasCacheService())) {
    context.log.info('This runner has no cache service: nothing is restored or kept');
    return nothing;
  }
  await requireEmpty(path, inputs.path);
  const key = await cacheKey(inputs.key, project, inputs.keyFiles);
  if (key === undefined) {
    context.log.info(`No file matches ${inputs.keyFiles.join(', ')}: nothing is restored or kept`);
    return nothing;
  }
  const matched = await restoreWhole(path, key, context);
  const isExact = matched === key.exact;
  if (!isExact && !inputs.readOnly) {
    context.saveState('path', path);
    context.saveState('key', key.exact);
  }
  return { path, 'cache-hit': isExact, 'matched-key': matched ?? '' };
}

/** Keeps the folder, in the post step of a job that succeeded. */
export async function cleanUp(context: Context): Promise<void> {
  const path = context.state('path');
  if (path === '') return;
  await tidy(path);
  if (await isEmpty(path)) {
    context.log.info(`Nothing is kept: ${path} is empty`);
    return;
  }
  await context.log.group(`Keep ${context.state('key')}`, () => save(path, context.state('key')));
}

/** An archive that could not be unpacked to its end leaves nothing behind: half a file would look like a whole one. */
async function restoreWhole(path: string, key: CacheKey, context: Context): Promise<string | undefined> {
  const matched = await context.log.group(`Restore ${key.exact}`, () => restore(path, key));
  if (matched === undefined) await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  context.log.info(matched === undefined ? 'Nothing was kept yet' : `Restored ${matched}`);
  return matched;
}

async function requireFolder(given: string, workspace: string): Promise<string> {
  const [root, folder] = await Promise.all([
    realpath(workspace),
    realpath(resolve(workspace, given)).catch(() => undefined),
  ]);
  if (folder !== undefined && isInside(root, folder) && (await stat(folder)).isDirectory()) return folder;
  throw new Failure({
    code: 'bad-input',
    headline: `Bad input: working-directory: "${given}" given; allowed: a folder inside the workspace`,
  });
}

async function requireEmpty(path: string, given: string): Promise<void> {
  const isFree = await isEmpty(path).catch(() => false);
  if (isFree) return;
  throw new Failure({
    code: 'not-empty',
    headline: `Bad input: path: "${given || path}" given; allowed: a folder that is not there yet, or is empty`,
    advice:
      'What a machine keeps itself needs no cache service: give such a folder to "cache" of maven-build or npm-build.',
  });
}
