import { mkdir, readFile, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { allOf, type DeliverScript, findDeliverScript, isFile, requireProject } from '@slipway/build-result';
import type { Context } from '@slipway/runner';
import type { Inputs } from './inputs.ts';
import { type ChosenManager, chooseManager, type LockFile, lockFileNames } from './manager/choose.ts';
import { cacheVariables } from './manager/commands.ts';
import { loginVariables } from './manager/login.ts';
import { withNode } from './project/node.ts';
import { type PackageJson, readPackageJson } from './project/package-json.ts';
import { chooseScripts, type Scripts } from './project/scripts.ts';

/** Everything that the build needs, found and checked before it starts. */
export interface Preparation {
  /** Absolute paths without symbolic links. */
  readonly workspace: string;
  readonly folder: string;
  readonly project: PackageJson;
  readonly manager: ChosenManager;
  readonly scripts: Scripts;
  readonly deliverScript: DeliverScript | undefined;
  /** The environment of the scripts. */
  readonly env: Readonly<Record<string, string>>;
  /** The same with the login to the registry. */
  readonly installEnv: Readonly<Record<string, string>>;
}

/** @throws {Failure} naming everything that is wrong, all at once. */
export async function prepare(inputs: Inputs, context: Context): Promise<Preparation> {
  const workspace = await realpath(context.workspace);
  const folder = await requireProject(inputs.workingDirectory, workspace, 'package.json');
  const project = await readPackageJson(folder, inputs.workingDirectory);
  const [manager, scripts, nodeEnv, deliverScript] = await allOf([
    findLockFiles(folder, workspace).then((locks) => chooseManager(inputs.packageManager, project, locks)),
    (async () => chooseScripts(inputs, project))(),
    // Without it, tools that ask questions or watch files would wait for somebody.
    withNode({ CI: 'true', ...context.env }, inputs.nodeVersion),
    inputs.deliverScript === '' ? undefined : findDeliverScript(inputs.deliverScript, folder, workspace),
  ]);
  const cache = inputs.cache === '' ? undefined : resolve(workspace, inputs.cache);
  if (cache !== undefined) await mkdir(cache, { recursive: true });
  const env = { ...nodeEnv, ...(cache === undefined ? {} : cacheVariables(manager, cache)) };
  const installEnv = { ...env, ...(await loginVariables(inputs, manager, context)) };
  return { workspace, folder, project, manager, scripts, deliverScript, env, installEnv };
}

/** Of the project's folder, else of the workspace: a package of a workspace has the lock file of its root. */
async function findLockFiles(folder: string, workspace: string): Promise<LockFile[]> {
  for (const place of new Set([folder, workspace])) {
    const found: LockFile[] = [];
    for (const name of lockFileNames) {
      if (await isFile(join(place, name))) found.push(await readLockFile(join(place, name), name));
    }
    if (found.length > 0) return found;
  }
  return [];
}

async function readLockFile(path: string, name: string): Promise<LockFile> {
  const text = await readFile(path, 'utf8');
  const at = /^(?:<{7}|>{7}) /m.exec(text)?.index;
  const conflict = at === undefined ? {} : { conflict: text.slice(0, at).split('\n').length };
  return { name, head: text.slice(0, 1000), ...conflict };
}
