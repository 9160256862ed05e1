import type { CacheKey } from './key.ts';

/** GitHub's client for it has half a megabyte of Azure's storage in it: it is loaded where there is a service only. */
const client = () => import('@actions/cache');

/** Whether the runner has a cache service that its variables let GitHub's client speak to. */
export async function hasCacheService(): Promise<boolean> {
  if (!process.env.ACTIONS_RESULTS_URL && !process.env.ACTIONS_CACHE_URL) return false;
  return (await client()).isFeatureAvailable();
}

/**
 * Restores the entry of this key, else the newest with its prefix. Returns its name, undefined when there is none; what
 * went wrong is a warning, since a build does without.
 */
export async function restore(path: string, key: CacheKey): Promise<string | undefined> {
  const { restoreCache } = await client();
  return restoreCache([path], key.exact, [key.prefix]);
}

/** Keeps a folder under this name; what went wrong is a warning. Never changes an entry that is there. */
export async function save(path: string, name: string): Promise<void> {
  const { saveCache } = await client();
  await saveCache([path], name);
}
