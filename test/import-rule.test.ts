import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { root } from '../scripts/paths.ts';

/** Lints one file with the project's own rules, in a folder of its own. */
async function lint(path: string, source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-lint-'));
  try {
    const rules: unknown = JSON.parse(await readFile(join(root, 'biome.json'), 'utf8'));
    await writeFile(join(folder, 'biome.json'), JSON.stringify({ ...Object(rules), vcs: { enabled: false } }));
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), source);
    const args = ['lint', '--only=noRestrictedImports', '--colors=off', path];
    const biome = join(root, 'node_modules/.bin/biome');
    const { all, exitCode } = await execa(biome, args, { cwd: folder, reject: false, all: true });
    return exitCode === 0 ? 'accepted' : all;
  } finally {
    await rm(folder, { recursive: true });
  }
}

test.each([
  ['actions/helm-deploy/src/x.ts', '../../checkout-tag/src/run.ts', 'No action imports another'],
  ['actions/helm-deploy/src/x.ts', '@actions/core', "Only packages/runner speaks the runner's protocol"],
  ['actions/helm-deploy/src/x.ts', '@slipway/lab', 'The lab is for tests'],
  ['actions/helm-deploy/src/x.ts', 'execa', 'Only packages/runner starts processes'],
  ['actions/helm-deploy/src/x.ts', 'got', 'Only packages/http sends requests'],
  ['packages/registry/src/x.ts', '@kubernetes/client-node', 'Only packages/cluster talks to the API server'],
  ['packages/http/src/x.ts', '@slipway/registry', 'The edge knows no clients'],
  ['packages/runner/src/x.ts', '@slipway/cluster', 'The edge knows no clients'],
  ['packages/findings/src/x.ts', '@slipway/runner', 'Imports point inwards only'],
  ['packages/rollout/src/x.ts', 'node:fs', 'Pure packages decide on data'],
])('%s must not import %s', async (path, imported, message) => {
  const source = `import { x } from '${imported}';\n\nexport const y = x;\n`;
  expect(await lint(path, source)).toContain(message);
});

test.each([
  ['actions/helm-deploy/src/x.ts', '@slipway/cluster'],
  ['packages/cluster/src/x.ts', '@slipway/findings'],
  ['packages/rollout/src/x.ts', '@slipway/findings'],
  ['packages/lab/src/x.ts', 'execa'],
  ['actions/helm-deploy/src/x.test.ts', '@slipway/lab'],
])('%s may import %s', async (path, imported) => {
  const source = `import { x } from '${imported}';\n\nexport const y = x;\n`;
  expect(await lint(path, source)).toBe('accepted');
});
