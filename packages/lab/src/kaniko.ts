import { mkdir } from 'node:fs/promises';
import { provideBaseImages } from './base-images.ts';
import type { Component } from './component.ts';
import { labFolder } from './folders.ts';
import { hasImage } from './images.ts';
import { registryAddress } from './registry.ts';
import { requirePackages } from './tools/apt.ts';
import { exists } from './tools/cache.ts';
import { installTool } from './tools/tools.ts';

/** The user's own executor, or the one built from its Go module. */
const executor = async () => process.env.KANIKO_EXECUTOR || (await installTool('kaniko'));

/** The kaniko executor, with bubblewrap to run it in and the base images it would pull. No process of its own. */
export const kaniko: Component = {
  name: 'kaniko',
  needs: ['registry'],
  processes: [],
  address: () => `base images in ${registryAddress()}`,

  async up(progress) {
    await mkdir(labFolder, { recursive: true });
    await progress.step('kaniko: bubblewrap', () => requirePackages(['bubblewrap']));
    const program = await progress.step('kaniko: executor', executor);
    await provideBaseImages(registryAddress(), program, progress);
  },

  isReady: async () =>
    (await exists(await executor())) && (await hasImage(registryAddress(), 'kaniko/executor:lab').catch(() => false)),

  environment: async () => ({ KANIKO_EXECUTOR: await executor(), BWRAP: '/usr/bin/bwrap' }),
};
