import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Component } from '../component.ts';
import { LabFailure } from '../failure.ts';
import { pauseImage, provideBaseImages } from '../images/base-images.ts';
import { hasImage } from '../images/images.ts';
import { cacheFolder, labFolder } from '../machine/folders.ts';
import { requirePackages } from '../tools/apt.ts';
import { exists } from '../tools/cache.ts';
import { requireGo } from '../tools/go.ts';
import { installTool, toolPath } from '../tools/tools.ts';
import { registry, registryAddress } from './registry.ts';

/** The user's own executor, or the one that is built from its Go module. Nothing is built by asking. */
function executor(): string {
  const given = process.env.KANIKO_EXECUTOR ?? '';
  // What `env` of the lab printed, perhaps of another version, is not the user's own.
  return given === '' || given.startsWith(join(cacheFolder, 'tools/')) ? toolPath('kaniko') : given;
}

async function requireExecutor(): Promise<void> {
  const program = executor();
  if (program === toolPath('kaniko')) {
    if (!(await exists(program))) await requireGo('the kaniko executor (unless KANIKO_EXECUTOR brings one)');
    return;
  }
  const isProgram = await access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!isProgram) throw new LabFailure(`KANIKO_EXECUTOR: "${program}" given; allowed: the path of a program.`);
}

async function provideExecutor(): Promise<string> {
  const program = executor();
  return program === toolPath('kaniko') ? installTool('kaniko') : program;
}

/** The kaniko executor, with bubblewrap to run it in and the base images it would pull. No process of its own. */
export const kaniko: Component = {
  name: 'kaniko',
  needs: ['registry'],
  processes: [],
  address: () => `base images in ${registryAddress()}`,

  async check() {
    // One of the user's own is there already, or never will be.
    if (registryAddress() !== registry.own?.ours()) await hasImage(registryAddress(), pauseImage);
    await requireExecutor();
  },

  async up(progress) {
    await mkdir(labFolder, { recursive: true });
    await progress.step('kaniko: bubblewrap', () => requirePackages(['bubblewrap']));
    const program = await progress.step(
      'kaniko: executor (built from its Go module if not in the cache)',
      provideExecutor,
    );
    await provideBaseImages(registryAddress(), program, progress);
  },

  isReady: async () =>
    (await exists(executor())) && (await hasImage(registryAddress(), 'kaniko/executor:lab').catch(() => false)),

  environment: async () => ({ KANIKO_EXECUTOR: executor(), BWRAP: '/usr/bin/bwrap' }),
};
