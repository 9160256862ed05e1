import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../paths.ts';
import { slimNodemailer, tablesAsText } from './slim-nodemailer.ts';

const original = join(root, 'node_modules/nodemailer');
const types = 'dist/esm/mime-funcs/mime-types.js';
let copy: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'slim-'));
  await cp(original, copy, { recursive: true });
  await slimNodemailer(copy);
});

afterAll(() => rm(copy, { recursive: true }));

interface MimeTypes {
  detectMimeType(filename: string): string;
  detectExtension(type: string): string;
}

it('knows every file type that nodemailer knows', async () => {
  const whole = (await import(join(original, types))) as MimeTypes;
  const slim = (await import(join(copy, types))) as MimeTypes;
  const names = [...(await readFile(join(original, types), 'utf8')).matchAll(/^ {4}\['([^']+)', /gm)].map(
    ([, n = '']) => n,
  );
  expect(names.length).toBeGreaterThan(1500);
  for (const name of [...names, 'nothing', '']) {
    expect(slim.detectMimeType(`a.${name}`), name).toBe(whole.detectMimeType(`a.${name}`));
    expect(slim.detectExtension(name), name).toBe(whole.detectExtension(name));
  }
});

it('knows no services by name', async () => {
  const { default: wellKnown } = (await import(join(copy, 'dist/esm/well-known/index.js'))) as {
    default: () => unknown;
  };
  expect(wellKnown()).toBe(false);
});

it('ends the build when nodemailer is made in another way', () => {
  expect(() => tablesAsText('export const types = {};')).toThrow('no tables');
});
