import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isFile } from '@slipway/build-result';
import { type Context, findProgram, runProcess } from '@slipway/runner';
import { NpmFailure } from '../failure.ts';
import { runStep, type StepOptions } from '../step.ts';
import type { ChosenManager } from './choose.ts';

export interface ManagerProgram {
  readonly program: string;
  /** Arguments before the package manager's own. */
  readonly prefix: readonly string[];
  /** What the log says about the choice. */
  readonly described: string;
}

/**
 * The package manager's program: the copy of yarn that the project brings, else the one on PATH where it is what the project
 * wants, else one that npm installs outside of the workspace. pnpm and yarn are no part of Node.js, and few runners have the
 * version that a project wants.
 * @throws {NpmFailure} `no-package-manager`.
 */
export async function findManager(
  manager: ChosenManager,
  places: { readonly folder: string; readonly workspace: string },
  options: StepOptions,
  context: Context,
): Promise<ManagerProgram> {
  const { name } = manager;
  const { env } = options;
  const own = name === 'yarn' ? await ownYarn(places) : undefined;
  const node = await findProgram('node', env);
  if (own !== undefined && node !== undefined) return { program: node, prefix: [own], described: own };
  const found = await findProgram(name, env);
  const version = found === undefined || name === 'npm' ? '' : await versionOf(found, places.folder, env);
  if (found !== undefined && fits(manager, version)) return { program: found, prefix: [], described: found };
  const why =
    found === undefined ? "is not on the runner's PATH" : `is ${version || 'another one'} on the runner's PATH`;
  const npm = await findProgram('npm', env);
  if (npm === undefined) {
    throw new NpmFailure({
      code: 'no-package-manager',
      headline: `There is no ${name}: neither it nor npm, which could install it, is on the runner's PATH`,
      advice: 'Install Node.js on the runner, or name a version in its tool cache with "node-version".',
    });
  }
  return installManager(manager, why, npm, options, context);
}

/**
 * Whether the program on PATH is what the project wants: exactly the version that package.json names, else one that can read
 * the lock file; yarn 1 cannot read that of later ones. npm is the one of Node.js, whose version is chosen by `node-version`.
 * @param version What the program calls itself in the project's folder; corepack's shims answer as the version they would start.
 */
export function fits({ name, version: wanted, isPinned, isBerry }: ChosenManager, version: string): boolean {
  if (name === 'npm') return true;
  if (isPinned) return version === wanted;
  return name === 'pnpm' || isBerry === !/^[01]\./.test(version);
}

/** Empty when it does not say. */
async function versionOf(program: string, cwd: string, env: Readonly<Record<string, string>>): Promise<string> {
  const { exitCode, stdout } = await runProcess(program, ['--version'], { cwd, env, timeout: 60_000 });
  return exitCode === 0 ? stdout.trim() : '';
}

/**
 * Path of the release of yarn that `.yarnrc.yml` names (`yarn set version` writes both), in the project's folder or, for a
 * package of a workspace, in the root that has its lock file. Undefined also when the release was not committed.
 */
async function ownYarn({ folder, workspace }: { folder: string; workspace: string }): Promise<string | undefined> {
  for (const place of new Set([folder, workspace])) {
    const settings = await readFile(join(place, '.yarnrc.yml'), 'utf8').catch(() => '');
    const path = /^yarnPath: *["']?([^"'\s]+)/m.exec(settings)?.[1];
    if (path !== undefined && (await isFile(join(place, path)))) return join(place, path);
  }
  return undefined;
}

async function installManager(
  { name, version, isBerry }: ChosenManager,
  why: string,
  npm: string,
  options: StepOptions,
  context: Context,
): Promise<ManagerProgram> {
  // The package «yarn» ends at version 1.
  const wanted = `${isBerry ? '@yarnpkg/cli-dist' : name}@${version || 'latest'}`;
  const folder = await context.scratchFolder('package-manager');
  context.log.info(`${name} ${why}; npm installs ${wanted}`);
  const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--loglevel=error', wanted];
  const { exitCode, lastLines } = await runStep(
    npm,
    args,
    { ...options, what: `The installation of ${name}`, cwd: folder },
    context,
  );
  if (exitCode !== 0) {
    throw new NpmFailure({
      code: 'no-package-manager',
      headline: `There is no ${name}: it ${why}, and npm could not install ${wanted}`,
      reason: lastLines.slice(-15).join('\n'),
    });
  }
  const program = join(folder, 'node_modules/.bin', name);
  return { program, prefix: [], described: `${wanted}, installed for this build` };
}
