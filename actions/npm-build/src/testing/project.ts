import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '@slipway/findings';
import { readFrom } from '@slipway/runner';
import type { TestContext } from '@slipway/runner/testing';
import { readInputs } from '../inputs.ts';
import { lockFileNames } from '../manager/choose.ts';
import { run } from '../run.ts';

const example = fileURLToPath(new URL('../../../../examples/front-end-service', import.meta.url));

/** Lays a project without dependencies into the workspace, with a lock file of npm unless it brings one. */
export async function layProject(
  workspace: string,
  packageJson: object,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  const description = JSON.stringify({ name: 'shop', version: '1.0.0', ...packageJson });
  const lock = lockFileNames.some((name) => name in files) ? {} : { 'package-lock.json': emptyLock };
  await layFiles(workspace, { 'package.json': description, ...lock, ...files });
}

/** What npm writes for a project without dependencies. */
const emptyLock = JSON.stringify({
  name: 'shop',
  version: '1.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: { '': { name: 'shop', version: '1.0.0' } },
});

/** The example service, which is tested by vitest and built by Vite, with other or more files. */
export async function layExample(workspace: string, files: Readonly<Record<string, string>> = {}): Promise<void> {
  const isSource = (path: string) => !/\/(node_modules|dist|coverage)(\/|$)/.test(path.slice(example.length));
  await cp(example, workspace, { recursive: true, filter: isSource });
  await layFiles(workspace, files);
}

export async function layFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** Runs the action in a test's context, with inputs by the names of action.yml. */
export function build(context: TestContext, given: Readonly<Record<string, string>> = {}) {
  const inputs = readFrom((name) => given[name] ?? '', readInputs, context.mask);
  return run(inputs, context);
}

/** How a build failed; a test that gets anything but a failure of ours is wrong. */
export async function failureOf(building: Promise<unknown>): Promise<Failure> {
  const [outcome] = await Promise.allSettled([building]);
  if (outcome.status === 'rejected' && outcome.reason instanceof Failure) return outcome.reason;
  throw new Error(`no Failure but ${JSON.stringify(outcome)}`);
}
