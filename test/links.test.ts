import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { root } from '../scripts/paths.ts';

// Every link from one file of the repository to another leads somewhere, to the heading too.

const { stdout } = await execa('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
});
const pages = stdout.split('\n').filter((path) => existsSync(join(root, path)));

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const withoutCode = (text: string) =>
  text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ''));

async function anchorsOf(path: string): Promise<string[]> {
  const text = withoutCode(await readFile(path, 'utf8'));
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
}

async function brokenLinks(page: string, text: string): Promise<string[]> {
  const targets = [...withoutCode(text).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
  const broken = targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map(async (target) => {
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? join(root, page) : resolve(root, dirname(page), path);
      if (!existsSync(file) || relative(root, file).startsWith('..')) return [target];
      return anchor === undefined || (await anchorsOf(file)).includes(anchor) ? [] : [target];
    });
  return (await Promise.all(broken)).flat();
}

test.each(pages)('%s', async (page) => {
  expect(await brokenLinks(page, await readFile(join(root, page), 'utf8'))).toEqual([]);
});

test('a link that leads nowhere is found, and one to a heading that is not there', async () => {
  const text = '[a](gone.md) [b](README.md#use-it) [c](README.md#gone) [d](../x) `[e](gone)` [f](https://example.com)';
  expect(await brokenLinks('README.md', text)).toEqual(['gone.md', 'README.md#gone', '../x']);
});
