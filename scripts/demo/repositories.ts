import { appendFile, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRepository } from '@slipway/lab';
import { execa } from 'execa';
import { root } from '../paths.ts';

export interface Checkout {
  readonly folder: string;
  /** Owner and name. */
  readonly repository: string;
  readonly url: string;
}

export interface Author {
  readonly name: string;
  readonly email: string;
}

/** Makes a repository on the lab's git server whose first commit holds an example, and a checkout of it. */
export async function publishExample(
  example: string,
  repository: string,
  folder: string,
  author: Author,
  token: string,
): Promise<Checkout> {
  const { url } = await createRepository(repository);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const isSource = (path: string) => !/\/(target|node_modules|dist|coverage)$/.test(path);
  await cp(join(root, 'examples', example), folder, { recursive: true, filter: isSource });
  // A source that no earlier demo has built: its image would be taken, and there would be nothing to see.
  await appendFile(join(folder, 'README.md'), `\nPublished ${new Date().toISOString()}.\n`);
  const checkout = { folder, repository, url };
  await git(checkout, ['init', '--quiet', '--initial-branch=main']);
  await git(checkout, ['remote', 'add', 'origin', url]);
  await commitAndPush(checkout, author, `Add ${repository}`, token);
  return checkout;
}

/** Commits everything in the checkout as `author`, pushes it to main and returns the commit's id. */
export async function commitAndPush(
  checkout: Checkout,
  author: Author,
  message: string,
  token: string,
  options: { readonly allowEmpty?: boolean } = {},
): Promise<string> {
  await git(checkout, ['add', '--all']);
  await git(checkout, [
    '-c',
    `user.name=${author.name}`,
    '-c',
    `user.email=${author.email}`,
    'commit',
    '--quiet',
    ...(options.allowEmpty ? ['--allow-empty'] : []),
    '-m',
    message,
  ]);
  await execa('git', ['push', '--quiet', '--force', 'origin', 'main'], {
    cwd: checkout.folder,
    env: credentials(token),
  });
  return git(checkout, ['rev-parse', 'HEAD']);
}

/** Replaces text in one file of the checkout; it must be there. */
export async function edit(checkout: Checkout, file: string, from: string, to: string): Promise<void> {
  const path = join(checkout.folder, file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(from))
    throw new Error(`${file} of ${checkout.repository} does not contain ${JSON.stringify(from)}`);
  await writeFile(path, text.replace(from, to));
}

export async function git(checkout: Checkout, args: readonly string[]): Promise<string> {
  const { stdout } = await execa('git', args, { cwd: checkout.folder });
  return stdout.trim();
}

function credentials(token: string): Record<string, string> {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${basic}`,
  };
}
