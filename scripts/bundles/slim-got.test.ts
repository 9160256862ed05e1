import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../paths.ts';
import { slimGot, withLateFormatters } from './slim-got.ts';

let modules: string;
const from = (path: string) => import(pathToFileURL(join(modules, path)).href);

beforeAll(async () => {
  modules = join(await mkdtemp(join(tmpdir(), 'slim-')), 'node_modules');
  await mkdir(modules);
  for (const name of ['got', '@sindresorhus/is']) {
    await cp(join(root, 'node_modules', name), join(modules, name), { recursive: true });
  }
  await slimGot(modules);
});

afterAll(() => rm(join(modules, '..'), { recursive: true }));

it('says what is wrong as before, although its formatters are made late', async () => {
  const code = await readFile(join(modules, '@sindresorhus/is/distribution/index.js'), 'utf8');
  expect(code).not.toMatch(/^const \w+ = new Intl\./m);
  const [slim, { assert, default: is }] = await Promise.all([
    from('@sindresorhus/is/distribution/index.js'),
    import('@sindresorhus/is'),
  ]);
  const said = (check: typeof assert) => {
    try {
      check.any([is.string, is.number], true, null);
    } catch (error) {
      return String(error);
    }
    return 'nothing';
  };
  expect(said(slim.assert)).toBe(said(assert));
  expect(said(assert)).toContain('Expected values which are `string` or `number`');
});

it('has an error in the place of what nobody asks for', async () => {
  const { default: CacheableRequest, CacheError } = await from('cacheable-request/index.js');
  expect(() => new CacheableRequest()).toThrow('got is bundled without "cache"');
  expect(new CacheError('x')).toBeInstanceOf(Error);
  const { default: CacheableLookup } = await from('cacheable-lookup/index.js');
  expect(() => new CacheableLookup()).toThrow('got is bundled without "dnsCache"');
  const { default: http2 } = await from('http2-wrapper/index.js');
  expect(http2.globalAgent).toBeUndefined();
  expect(() => http2.auto).toThrow('got is bundled without "http2"');
});

it('is refused when the libraries are no longer as they were', async () => {
  expect(() => withLateFormatters('const a = 1;')).toThrow('makes no formatters where it did');
});
