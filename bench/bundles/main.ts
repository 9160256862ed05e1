import { readdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { actionNames, distFolder } from '../../scripts/paths.ts';
import { type Figure, interleaved, keep, median } from '../measure.ts';

// Size of each bundle, and the time from the start of its process to its first line of output.

const rounds = 15;

/** kB and ms. Those that speak to a cluster carry Kubernetes' own client, which knows every way to log in. */
const usual = { size: 600, start: 100 };
const limits: Readonly<Record<string, typeof usual>> = {
  'helm-deploy': { size: 3000, start: 200 },
  'cluster-alerts': { size: 1500, start: 90 },
  'dependency-cache': { size: 1500, start: 100 },
  'notify-email': { size: 600, start: 90 },
};

async function size(name: string): Promise<number> {
  const entries = await readdir(join(distFolder, name), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'licenses.txt');
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((total, bytes) => total + bytes, 0) / 1000;
}

/** Starts a bundle with an input that it refuses: the shortest way through it that prints something. */
async function untilFirstLine(name: string): Promise<void> {
  const child = execa('node', [join(distFolder, name, 'index.js')], {
    preferLocal: true,
    reject: false,
    extendEnv: false,
    env: {
      ...{ PATH: process.env.PATH ?? '', RUNNER_TEMP: tmpdir() },
      ...{ INPUT_TIMEOUT: 'never', INPUT_CLEAN: 'perhaps', INPUT_WATCH: 'never', 'INPUT_READ-ONLY': 'perhaps' },
    },
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  await child;
}

const variants = Object.fromEntries(actionNames.map((name) => [name, () => untilFirstLine(name)]));
const times = await interleaved(variants, rounds);
const figures: Figure[] = [];
for (const name of actionNames) {
  const limit = limits[name] ?? usual;
  figures.push({ what: `${name}, bundle`, value: await size(name), unit: 'kB', limit: limit.size });
  figures.push({
    what: `${name}, process start to the end of a refused input`,
    value: median(times[name] ?? []),
    unit: 'ms',
    limit: limit.start,
  });
}
await keep({
  name: 'bundles',
  method: `Sizes of dist/ without license texts; start: median of ${rounds} interleaved runs, each bundle started with an input that it refuses, until its process has printed that and ended.`,
  figures,
});
