import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ClusterFailure } from './failure.ts';

export interface FoundKubeconfig {
  /** Empty when there is none: a client looks in the usual places then. */
  readonly content: string;
  /** Whether it was given, and is not just the machine's own. */
  readonly isGiven: boolean;
}

/**
 * The kubeconfig that an input means, by its content or its path, absolute or below `workspace`; without one that of KUBECONFIG.
 * @throws {ClusterFailure} `bad-kubeconfig`; the value is not quoted, for it may hold a token
 */
export async function findKubeconfig(
  given: string,
  workspace: string,
  env: Readonly<Record<string, string>>,
): Promise<FoundKubeconfig> {
  if (given === '') {
    const { KUBECONFIG = '' } = env;
    const content = KUBECONFIG === '' ? '' : await readFile(KUBECONFIG, 'utf8').catch(() => '');
    return { content, isGiven: false };
  }
  if (given.includes('\n') || given.startsWith('{')) return { content: given, isGiven: true };
  const path = resolve(workspace, given);
  if (existsSync(path)) return { content: await readFile(path, 'utf8'), isGiven: true };
  throw new ClusterFailure({
    code: 'bad-kubeconfig',
    headline: 'Bad input: kubeconfig: neither the content of a kubeconfig nor the path of one that exists',
  });
}
