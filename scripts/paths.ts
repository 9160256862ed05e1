import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Compiled sources; git ignores them. */
export const buildFolder = join(root, 'build');

/** Bundles; committed, because GitHub runs what is in the repository. */
export const distFolder = join(root, 'dist');

export const actionNames: readonly string[] = readdirSync(join(root, 'actions'))
  .filter((name) => existsSync(join(root, 'actions', name, 'action.yml')))
  .sort();
