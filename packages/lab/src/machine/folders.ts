import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

const env = process.env;

/** What is kept between labs: built and downloaded tools, by version. `SLIPWAY_CACHE` moves it. */
export const cacheFolder = resolve(
  env.SLIPWAY_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slipway'),
);

/** What belongs to the running lab, and is removed by `down`. `SLIPWAY_LAB` moves it, for a second lab. */
export const labFolder = resolve(env.SLIPWAY_LAB || join(cacheFolder, 'lab'));

/** A path below the lab's folder. */
export const inLab = (...parts: readonly string[]) => join(labFolder, ...parts);
