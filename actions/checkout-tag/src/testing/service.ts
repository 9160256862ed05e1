import { join } from 'node:path';
import { readFrom } from '@slipway/runner';
import { type TestContext, testContext } from '@slipway/runner/testing';
import { readInputs } from '../inputs.ts';
import { run } from '../run.ts';
import { type GitServer, serveGit } from './git-server.ts';
import { newRepository, type TestRepository, temporaryFolder } from './repository.ts';

type Values = Readonly<Record<string, string>>;

/** A repository `bss/index` with two commits on main, served over HTTP to those who have the token. */
export interface Service {
  /** Folder that is served. */
  readonly root: string;
  readonly repository: TestRepository;
  readonly server: GitServer;
  /** Newest commit of main. */
  readonly tip: string;
  /** The action with these inputs in a run with these variables; a new workspace if none is given. */
  given(
    inputs: Values,
    github?: Values,
    workspace?: string,
  ): { readonly context: TestContext; checkout(): ReturnType<typeof run> };
}

export const token = 'a-token-to-look-for';

export async function startService(): Promise<Service> {
  const root = temporaryFolder();
  const repository = newRepository(join(root, 'bss', 'index'));
  repository.commit('First', { author: 'Bob <bob@example.com>', files: { 'a.txt': 'a', 'docs/b.txt': 'b' } });
  const tip = repository.commit('Second', { date: '2026-07-11T23:50:00+0545', files: { 'a.txt': 'aa' } });
  const server = await serveGit(root, token);
  const given: Service['given'] = (inputs, github = {}, workspace) => {
    const context = testContext({
      environment: { GITHUB_SERVER_URL: server.url, GITHUB_REPOSITORY: 'bss/index', ...github },
      ...(workspace === undefined ? {} : { workspace }),
    });
    const all: Values = { repository: 'bss/index', token, 'server-url': server.url, ...inputs };
    const checkout = () => {
      const read = readFrom((name) => all[name] ?? '', readInputs, context.mask);
      return run(read, context);
    };
    return { context, checkout };
  };
  return { root, repository, server, tip, given };
}
