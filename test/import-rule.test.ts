import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { root } from '../scripts/paths.ts';

/** Lints files with the project's own rules, in a folder of their own. */
async function lint(files: Readonly<Record<string, string>>, rule = 'noRestrictedImports'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-lint-'));
  try {
    const rules: unknown = JSON.parse(await readFile(join(root, 'biome.json'), 'utf8'));
    await writeFile(join(folder, 'biome.json'), JSON.stringify({ ...Object(rules), vcs: { enabled: false } }));
    for (const [path, source] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), source);
    }
    const args = ['lint', `--only=${rule}`, '--colors=off', '--max-diagnostics=none', '.'];
    const biome = join(root, 'node_modules/.bin/biome');
    const { all, exitCode } = await execa(biome, args, { cwd: folder, reject: false, all: true });
    return exitCode === 0 ? 'accepted' : all;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const importing = (path: string) => `import { x } from '${path}';\n\nexport const y = x;\n`;

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
  ['packages/rollout/src/x.ts', 'node:os', 'Pure packages decide on data'],
  ['packages/rollout/src/x.ts', '@slipway/toolchain', 'Imports point inwards only'],
  ['packages/findings/src/x.ts', '@slipway/build-result', 'Imports point inwards only'],
  ['packages/http/src/x.ts', '@slipway/toolchain', 'The edge knows no clients'],
  ['packages/runner/src/x.ts', '@slipway/build-result', 'The edge knows no clients'],
  ['packages/runner/src/x.ts', '@kubernetes/client-node', 'Only packages/cluster talks to the API server'],
  ['actions/helm-deploy/src/x.ts', 'node:child_process', 'Only packages/runner starts processes'],
  ['actions/helm-deploy/src/x.ts', 'node:http', 'Only packages/http sends requests'],
  // However deep the file is.
  ['actions/helm-deploy/src/a/b/x.ts', '../../../../checkout-tag/src/run.ts', 'No action imports another'],
  ['actions/helm-deploy/src/look/x.ts', '../../../../packages/cluster/src/index.ts', 'No action imports another'],
  ['packages/registry/src/sub/x.ts', '../../../../actions/helm-deploy/src/run.ts', 'No action imports another'],
  ['packages/runner/src/x.ts', '../../../actions/helm-deploy/src/run.ts', 'No action imports another'],
  ['packages/http/src/x.ts', '../../../actions/helm-deploy/src/run.ts', 'No action imports another'],
  ['packages/cluster/src/x.ts', '../../../actions/helm-deploy/src/run.ts', 'No action imports another'],
  ['packages/rollout/src/x.ts', '../../../actions/helm-deploy/src/run.ts', 'Packages are imported by name'],
])('%s must not import %s', async (path, imported, message) => {
  expect(await lint({ [path]: importing(imported) })).toContain(message);
});

const named = (...names: readonly string[]) => names.map((name) => `@slipway/${name}`);
const pure = named('findings', 'image', 'rollout');
const edge = [...pure, ...named('runner', 'http'), 'node:fs'];
const clients = named('registry', 'cluster', 'github', 'toolchain');
const requests = ['node:http', 'node:https'];
const restricted = [
  ...['@actions/core', 'execa', 'node:child_process', 'got', ...requests, 'node:http2', '@kubernetes/client-node'],
  ...['@slipway/lab', '@slipway/runner/testing', '../../../actions/checkout-tag/src/run.ts'],
];

/** What each package may import of all that is watched; another line for each new one. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  findings: pure,
  image: pure,
  rollout: pure,
  runner: [...pure, 'node:fs', '@actions/core', 'execa', 'node:child_process'],
  http: [...pure, 'node:fs', 'got', ...requests, 'node:http2'],
  registry: edge,
  github: edge,
  toolchain: edge,
  cluster: [...edge, '@kubernetes/client-node', ...requests],
  'build-result': [...edge, ...clients],
};

test('each package and action may import what its layer has below it, and nothing else', async () => {
  const packages = (await readdir(join(root, 'packages'))).filter((name) => name !== 'lab');
  expect(Object.keys(allowed).sort()).toEqual(packages.sort());
  const rows = [
    ...packages.map((name) => [`packages/${name}`, allowed[name] ?? []] as const),
    ['actions/helm-deploy', [...edge, ...clients, '@slipway/build-result']] as const,
  ];
  const watched = [...new Set([...edge, ...clients, '@slipway/build-result', ...restricted])];
  const cases = rows.flatMap(([folder, may]) =>
    watched
      .filter((imported) => imported !== folder.replace('packages/', '@slipway/'))
      .map((imported, index) => ({
        file: `${folder}/src/x${index}.ts`,
        folder,
        imported,
        may: may.includes(imported),
      })),
  );
  const said = await lint(Object.fromEntries(cases.map(({ file, imported }) => [file, importing(imported)])));
  const wrong = cases.filter(({ file, may }) => said.includes(`${file}:1:`) === may);
  expect(wrong.map(({ folder, imported, may }) => `${folder} ${may ? 'may' : 'must not'} import ${imported}`)).toEqual(
    [],
  );
  expect(cases.length).toBeGreaterThan(200);
});

test.each([
  ['actions/helm-deploy/src/x.ts', '@slipway/cluster'],
  ['packages/cluster/src/x.ts', '@slipway/findings'],
  ['packages/rollout/src/x.ts', '@slipway/findings'],
  ['packages/lab/src/x.ts', 'execa'],
  ['actions/helm-deploy/src/x.test.ts', '@slipway/lab'],
  ['actions/helm-deploy/src/look/x.ts', '../helm/helm.ts'],
  ['actions/helm-deploy/src/a/b/x.ts', '../../failure.ts'],
])('%s may import %s', async (path, imported) => {
  expect(await lint({ [path]: importing(imported) })).toBe('accepted');
});

test.each([
  ['each other', importing('./one.ts')],
  ["each other's types", "import type { x } from './one.ts';\n\nexport type Y = typeof x;\n"],
])('files must not import %s in a circle', async (_, back) => {
  const [one, two] = ['packages/image/src/one.ts', 'packages/image/src/two.ts'];
  const circle = { [one]: importing('./two.ts'), [two]: back };
  expect(await lint(circle, 'noImportCycles')).toContain('noImportCycles');
  expect(await lint({ ...circle, [one]: 'export const x = 1;\n' }, 'noImportCycles')).toBe('accepted');
});
