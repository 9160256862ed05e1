import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { findProgram, runProcess } from '@slipway/runner';
import { rsort, satisfies } from 'semver';
import { NpmFailure } from '../failure.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * The environment with the Node.js that was asked for first on PATH: the one that is there already when it fits, else the
 * newest fitting one of the runner's tool cache.
 * @param range Of semver; empty takes what is on PATH.
 * @throws {NpmFailure} `no-node`, listing what was found.
 */
export async function withNode(env: Environment, range: string): Promise<Record<string, string>> {
  const current = await versionOnPath(env);
  if (range === '' ? current !== undefined : current !== undefined && satisfies(current, range)) return { ...env };
  const cache = env.RUNNER_TOOL_CACHE ?? '/opt/hostedtoolcache';
  // setup-node: node/<version>/<arch>
  const versions = rsort(
    await list(join(cache, 'node')).then((names) => names.filter((name) => /^\d+\.\d+\.\d+$/.test(name))),
  );
  const chosen = range === '' ? undefined : versions.find((version) => satisfies(version, range));
  const [architecture] = chosen === undefined ? [] : await list(join(cache, 'node', chosen));
  if (chosen !== undefined && architecture !== undefined) {
    return { ...env, PATH: [join(cache, 'node', chosen, architecture, 'bin'), env.PATH ?? ''].join(delimiter) };
  }
  const found = [
    ...(current === undefined ? [] : [`- ${current} on PATH`]),
    ...versions.map((version) => `- ${version} in the tool cache`),
  ];
  throw new NpmFailure({
    code: 'no-node',
    headline:
      range === ''
        ? 'There is no Node.js: "node" is not on the runner\'s PATH'
        : `Bad input: node-version: "${range}" given; allowed: a Node.js that is on this runner`,
    reason: found.length === 0 ? 'No Node.js was found.' : `Found:\n${found.join('\n')}`,
    advice: 'Install Node.js on the runner, or run actions/setup-node before.',
  });
}

async function versionOnPath(env: Environment): Promise<string | undefined> {
  const node = await findProgram('node', env);
  if (node === undefined) return undefined;
  const { stdout } = await runProcess(node, ['--version'], { env, timeout: 10_000 });
  return stdout.trim().replace(/^v/, '');
}

async function list(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).sort();
}
