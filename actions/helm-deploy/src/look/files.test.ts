import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { readFrom } from '@slipway/runner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readInputs } from '../inputs.ts';
import { lookAtFiles } from './files.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-files-'));
  const files = [
    'values.yaml',
    'dev.yaml',
    'prod.yaml',
    'chart/Chart.yaml',
    'values/index.yaml',
    'values/dev/index.yaml',
  ];
  for (const path of [...files, 'appConfig/dev/index.yml', 'appConfig/dev/shop.yml']) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), 'name: own\n');
  }
});
afterAll(() => rm(folder, { recursive: true }));

const look = async (given: Record<string, string>) => {
  const inputs: Record<string, string> = { project: 'bss', tag: '1', registry: 'registry.example.com', ...given };
  const found = await lookAtFiles(
    readFrom((name) => inputs[name] ?? '', readInputs),
    folder,
  );
  return { ...found, valueFiles: found.valueFiles.map((path) => relative(folder, path)) };
};

describe('values files', () => {
  test('go from what is for all to what is for one service in one environment', async () => {
    const { valueFiles, problems } = await look({ app: 'index', env: 'dev' });
    expect(valueFiles).toEqual(['values.yaml', 'dev.yaml', 'values/index.yaml', 'values/dev/index.yaml']);
    expect(problems).toEqual([]);
  });
  test('of one service need not be there', async () => {
    expect((await look({ app: 'shop', env: 'dev' })).valueFiles).toEqual(['values.yaml', 'dev.yaml']);
  });
  test('are those that the caller names, and no others', async () => {
    const { valueFiles } = await look({ app: 'index', env: 'dev', 'value-files': 'prod.yaml' });
    expect(valueFiles).toEqual(['prod.yaml']);
  });
});

test('all that is missing is said at once, with what there is', async () => {
  const { problems } = await look({ app: 'indx', env: 'qa', 'set-file': 'a=nowhere' });
  expect(problems).toEqual([
    'set-file: the file "nowhere" does not exist in the deployment repository',
    'env: "qa" given, but the deployment repository has no qa.yaml; allowed: dev, prod',
    'app: "indx" has no AppConfig file appConfig/qa/indx.yml in the deployment repository; allowed: none, there is no service in this environment (or set app-config to none)',
  ]);
});
