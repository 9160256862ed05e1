import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../paths.ts';
import { home } from '../render-workflows.ts';

/**
 * Copies what a runner would get of slipway (act copies the folder for every `uses:`, so it had better be small)
 * and returns it with the reference under which callers know it.
 */
export async function stageSlipway(folder: string): Promise<{ folder: string; reference: string }> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const part of ['actions', 'dist', 'charts', '.github']) {
    await cp(join(root, part), join(folder, part), { recursive: true, filter: (path) => !path.endsWith('/src') });
  }
  return { folder, reference: `${home.repository}@${home.ref}` };
}
