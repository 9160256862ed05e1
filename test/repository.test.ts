import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputReader } from '@slipway/runner';
import { inputNames } from '@slipway/runner';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import { readActionDescription } from '../scripts/action-description.ts';
import { actionNames, distFolder, root } from '../scripts/paths.ts';
import { readWorkflow } from './support/workflow.ts';

/** Bytes that a bundle may have; the runner downloads all of them for each `uses:`. */
const bundleLimits: Readonly<Record<string, number>> = {
  // Both have Kubernetes' own client for kubeconfigs, loaded when a cluster is asked.
  'helm-deploy': 3_000_000,
  'cluster-alerts': 1_500_000,
  // GitHub's own client of its cache service, with that of Azure's storage; loaded where there is such a service.
  'dependency-cache': 1_500_000,
};
const usualBundleLimit = 600_000;

async function bytesOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== 'licenses.txt');
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(file.parentPath, file.name))).size));
  return sizes.reduce((total, size) => total + size, 0);
}

test('the actions of the main job, and the alerts, are there', () => {
  expect(actionNames).toEqual(
    expect.arrayContaining([
      'checkout-tag',
      'cluster-alerts',
      'dependency-cache',
      'helm-deploy',
      'kaniko-push',
      'maven-build',
      'notify-email',
      'npm-build',
      'sonar-scan',
    ]),
  );
});

describe.each(actionNames)('%s', (name) => {
  test('reads exactly the inputs that action.yml describes', async () => {
    const module = (await import(join(root, 'actions', name, 'src/inputs.ts'))) as {
      readInputs: (input: InputReader) => unknown;
    };
    const { inputs } = await readActionDescription(name);
    expect(inputNames(module.readInputs)).toEqual(Object.keys(inputs).sort());
  });

  test('describes every input and output', async () => {
    const { inputs, outputs, description } = await readActionDescription(name);
    expect(description).toBeTruthy();
    for (const [input, { description }] of Object.entries({ ...inputs, ...outputs })) {
      expect(description, input).toBeTruthy();
      expect(input).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    }
  });

  test('runs a bundle that is there, on node24', async () => {
    const { runs } = await readActionDescription(name);
    expect(runs.using).toBe('node24');
    for (const entry of [runs.main, runs.post].filter((path) => path !== undefined)) {
      expect(entry).toBe(`../../dist/${name}/index.js`);
    }
    expect(existsSync(join(distFolder, name, 'index.js'))).toBe(true);
  });

  test('has a post step where it keeps private files or has something to clean up', async () => {
    const { runs } = await readActionDescription(name);
    const files = await readdir(join(root, 'actions', name, 'src'), { recursive: true });
    const sources = files.filter((file) => file.endsWith('.ts') && !/\.test\.ts$|\btesting\b/.test(file));
    const texts = await Promise.all(sources.map((file) => readFile(join(root, 'actions', name, 'src', file), 'utf8')));
    const needsIt = texts.some((text) => /secretFile|scratchFolder|saveState|cleanUp|@slipway\/toolchain/.test(text));
    expect(runs.post !== undefined).toBe(needsIt);
  });

  test('has a bundle within its limit', async () => {
    expect(await bytesOf(join(distFolder, name))).toBeLessThanOrEqual(bundleLimits[name] ?? usualBundleLimit);
  });
});

test('our own CI runs every action of this checkout, so that actionlint reads each action.yml', async () => {
  const { jobs } = await readWorkflow(join(root, '.github/workflows/ci.yml'));
  const used = jobs.actions?.steps?.flatMap(({ uses = '' }) => (uses.startsWith('./') ? [uses] : []));
  expect(used?.sort()).toEqual(actionNames.map((name) => `./actions/${name}`));
});

test('what a runner downloads for each "uses:" stays small', async () => {
  const { stdout } = await execa('git', ['archive', '--format=tar.gz', 'HEAD'], { cwd: root, encoding: 'buffer' });
  expect(stdout.length).toBeLessThan(2_500_000);
});

test('a caller workflow has 15 lines at the most', async () => {
  const text = await readFile(join(root, 'examples/java-service/.github/workflows/main.yml'), 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
});
