import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isFile, isInside, type LocatedTest, type TestCase } from '@slipway/build-result';

/** `file:///shop/src/a.js:7:20`, `/shop/src/a.js:7:20` or `src/a.js:7:20`, in brackets or not. */
const place = /(?:^|[\s(])((?:file:\/\/)?[^\s():]*\.(?:[cm]?[jt]sx?|vue|svelte)):(\d+):\d+\)?/gm;
const maxFrames = 50;

/** Names tests by their file in the project, and adds to each failed one where in the project's own sources it failed. */
export async function locateTests(
  cases: readonly TestCase[],
  folder: string,
  workspace: string,
): Promise<LocatedTest[]> {
  return Promise.all(
    cases.map(async (test) => {
      const path = test.file === '' ? '' : resolve(folder, test.file);
      const isOurs = path !== '' && isInside(folder, path);
      const className = isOurs ? relative(folder, path) : test.className;
      return { ...test, className, at: test.outcome === 'failed' ? await locate(test, folder, workspace) : undefined };
    }),
  );
}

/** The innermost frame in the file of the test itself, else in any source of the project. */
async function locate(test: TestCase, folder: string, workspace: string): Promise<LocatedTest['at']> {
  const own = test.file === '' ? undefined : resolve(folder, test.file);
  const frames = Array.from(test.stackTrace.matchAll(place), ([, path = '', line = '']) => ({
    path: path.startsWith('file://') ? fileURLToPath(path) : resolve(folder, path),
    line: Number(line),
  }))
    .filter(({ path }) => isInside(folder, path) && !path.includes('/node_modules/'))
    .slice(0, maxFrames);
  const ordered = [...frames.filter(({ path }) => path === own), ...frames.filter(({ path }) => path !== own)];
  for (const { path, line } of ordered) if (await isFile(path)) return { file: relative(workspace, path), line };
  return undefined;
}
