import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type { Component } from '../component.ts';
import { LabFailure } from '../failure.ts';
import { inLab } from '../machine/folders.ts';
import { port, requireFree } from '../machine/ports.ts';
import { running, startDetached, until } from '../machine/processes.ts';
import { exists } from '../tools/cache.ts';

/** Not a secret: it guards repositories that the lab made of examples. */
export const gitToken = 'lab-git-token-0123456789';

const url = () => `http://127.0.0.1:${port('git')}`;
const repositories = () => inLab('git');

/** git over HTTP with a token, by git's own server program. */
export const git: Component = {
  name: 'git',
  needs: [],
  processes: ['git'],
  address: url,

  async check() {
    if (!(await running('git'))) await requireFree('git');
  },

  async up(progress) {
    if (await running('git')) return;
    await progress.step(`git: start on ${url()}`, async () => {
      await mkdir(repositories(), { recursive: true });
      const program = join(import.meta.dirname, '../servers/git-server.ts');
      const env = { GIT_ROOT: repositories(), GIT_PORT: String(port('git')), GIT_TOKEN: gitToken };
      await startDetached('git', process.execPath, [program], { env });
      await until('git', () => git.isReady(), 10);
    });
  },

  async isReady() {
    const answer = await fetch(`${url()}/none.git/info/refs`, { signal: AbortSignal.timeout(2000) }).catch(
      () => undefined,
    );
    return answer?.status === 401;
  },

  environment: async () => ({ GIT_URL: url(), GIT_TOKEN: gitToken, GIT_ROOT: repositories() }),
};

/**
 * An empty bare repository on the lab's git server, replacing one of that name.
 * @param name owner and name, such as `shop/bss.index`
 */
export async function createRepository(name: string): Promise<{ path: string; url: string }> {
  if (!/^[\w.-]+\/[\w.-]+$/.test(name) || name.includes('..'))
    throw new LabFailure(`"${name}" is no owner/name of a repository.`);
  const path = join(repositories(), `${name}.git`);
  if (await exists(path)) await execa('rm', ['-rf', '--', path]);
  await mkdir(dirname(path), { recursive: true });
  await execa('git', ['init', '--quiet', '--bare', '--initial-branch=main', path]);
  for (const setting of ['http.receivepack', 'uploadpack.allowAnySHA1InWant', 'uploadpack.allowFilter']) {
    await execa('git', ['-C', path, 'config', setting, 'true']);
  }
  return { path, url: `${url()}/${name}.git` };
}
