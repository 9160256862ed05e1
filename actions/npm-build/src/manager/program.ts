import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Context, findProgram } from '@slipway/runner';
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
 * The package manager's program: the copy of yarn that the project brings, else the one on PATH, else one that npm installs
 * outside of the workspace. pnpm and yarn are no part of Node.js, and few runners have the version that a project wants.
 * @throws {NpmFailure} `no-package-manager`.
 */
export async function findManager(
  manager: ChosenManager,
  folder: string,
  options: StepOptions,
  context: Context,
): Promise<ManagerProgram> {
  const { name } = manager;
  const { env } = options;
  const own = name === 'yarn' ? await ownYarn(folder) : undefined;
  const node = await findProgram('node', env);
  if (own !== undefined && node !== undefined) return { program: node, prefix: [own], described: own };
  const found = await findProgram(name, env);
  if (found !== undefined) return { program: found, prefix: [], described: found };
  const npm = await findProgram('npm', env);
  if (npm === undefined) {
    throw new NpmFailure({
      code: 'no-package-manager',
      headline: `There is no ${name}: neither it nor npm, which could install it, is on the runner's PATH`,
      advice: 'Install Node.js on the runner, or name a version in its tool cache with "node-version".',
    });
  }
  return installManager(manager, npm, options, context);
}

/** Path of the release of yarn that `.yarnrc.yml` names (`yarn set version` writes both). */
async function ownYarn(folder: string): Promise<string | undefined> {
  const settings = await readFile(join(folder, '.yarnrc.yml'), 'utf8').catch(() => '');
  const path = /^yarnPath: *["']?([^"'\s]+)/m.exec(settings)?.[1];
  return path === undefined ? undefined : join(folder, path);
}

async function installManager(
  { name, version, isBerry }: ChosenManager,
  npm: string,
  options: StepOptions,
  context: Context,
): Promise<ManagerProgram> {
  // The package «yarn» ends at version 1.
  const wanted = `${isBerry ? '@yarnpkg/cli-dist' : name}@${version || 'latest'}`;
  const folder = await context.scratchFolder('package-manager');
  context.log.info(`${name} is not on the runner's PATH; npm installs ${wanted}`);
  const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--loglevel=error', wanted];
  const { exitCode, lastLines } = await runStep(npm, args, { ...options, cwd: folder }, context);
  if (exitCode !== 0) {
    throw new NpmFailure({
      code: 'no-package-manager',
      headline: `There is no ${name}: it is not on the runner's PATH, and npm could not install ${wanted}`,
      reason: lastLines.slice(-15).join('\n'),
    });
  }
  const program = join(folder, 'node_modules/.bin', name);
  return { program, prefix: [], described: `${wanted}, installed for this build` };
}
