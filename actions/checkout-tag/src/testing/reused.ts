import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import type { TestRepository } from './repository.ts';
import type { Service } from './service.ts';

type Values = Readonly<Record<string, string>>;

/** A checkout that a job left behind, what happened `between`, and what comes of it in the next job. */
export async function checkoutTwice(
  { given }: Service,
  between: (workspace: string) => unknown,
  inputs: Values = {},
  next: Values = {},
) {
  const first = given({ ref: 'main', ...inputs });
  await first.checkout();
  const { workspace } = first.context;
  await between(workspace);
  const second = given({ ref: 'main', ...inputs, ...next }, {}, workspace);
  const outputs = await second.checkout();
  const status = await execa('git', ['status', '--porcelain', '--ignored'], { cwd: workspace });
  const fsck = await execa('git', ['fsck', '--no-reflogs', '--no-progress'], { cwd: workspace, reject: false });
  const notices = second.context.lines.filter(({ level }) => level === 'notice').map(({ text }) => text);
  return { workspace, outputs, notices, status: status.stdout, isWhole: fsck.exitCode === 0 };
}

/** A path in its repository. */
export const below = (workspace: string, ...path: readonly string[]) => join(workspace, '.git', ...path);

export function emptied(folder: string): void {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
}

/** Each file below a folder with its content. */
export function contentOf(folder: string): string[][] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), 'latin1')]);
}

export const nameOf = (repository: TestRepository) => basename(repository.path);

/**
 * Makes one repository a submodule of another, with an address on the server. It is added from its path, since a git
 * that we wait for cannot be served by this process.
 */
export function addSubmodule(parent: TestRepository, child: TestRepository, url: string): void {
  const name = nameOf(child);
  parent.git('-c', 'protocol.file.allow=always', 'submodule', 'add', child.path, name);
  parent.git('config', '--file', '.gitmodules', `submodule.${name}.url`, url);
  parent.commit('Submodule');
}
