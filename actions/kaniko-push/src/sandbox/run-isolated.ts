import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { type Context, startProcess } from '@slipway/runner';
import { KanikoFailure } from '../failure.ts';
import { holdPlaces } from '../image/layout.ts';
import type { Build } from '../runtime/runtime.ts';
import type { Bind } from './bubblewrap.ts';
import { awaitIsolation, endLeftover } from './observe.ts';

/**
 * The folder the build is started from, empty until the isolation has been looked at. bwrap only waits to be let go on,
 * and takes a closed pipe for a go: without this, killing it (or us) at that moment would start the build.
 */
export const gate = '/kaniko/start';
const proxyVariables = /^(https?|no|all)_proxy$/i;

export interface Isolated {
  readonly root: string;
  /** Where the gate is on the machine. */
  readonly start: string;
  /** Where the image's layout comes to lie on the machine. */
  readonly image: string;
  readonly binds: readonly Bind[];
  readonly build: Build;
  readonly context: Context;
}

/**
 * Starts the sandbox, looks at it from outside, and only then lets the program in it begin. Meanwhile the places of the
 * layers that need not be written are made.
 * @param command bwrap with its arguments, or a program that becomes it
 * @throws {KanikoFailure} `not-isolated`
 */
export async function runIsolated(
  [program = '', ...args]: readonly string[],
  { root, start, image, binds, build, context }: Isolated,
) {
  const places = build.inPlace.then((layers) => holdPlaces(image, layers));
  // Whoever waits for it below gets the error.
  places.catch(() => {});
  const begin = new PassThrough();
  const child = startProcess(program, args, {
    env: environment(context.env),
    input: begin,
    signal: context.signal,
    timeout: build.inputs.timeout,
  });
  const said: string[] = [];
  const lines = [child.stdout, child.stderr].map((stream) =>
    createInterface({ input: stream }).on('line', (line) => {
      if (said.length < 20) said.push(line);
      build.onLine(line);
    }),
  );
  const closed = Promise.all(lines.map((reader) => new Promise((resolve) => reader.once('close', resolve))));
  let ended = false;
  const end = child.then((result) => {
    ended = true;
    return result;
  });
  const { missing, process: isolated } = await awaitIsolation(child.pid ?? 0, root, binds, () => ended);
  try {
    if (missing.length === 0) {
      await places;
      await symlink('/kaniko/executor', join(start, 'executor'));
      begin.end('go');
    }
  } finally {
    if (!begin.writableEnded) child.kill('SIGKILL');
    await end;
    await endLeftover(isolated, root);
    await closed;
  }
  const result = await end;
  if (result.isCanceled) throw context.signal.reason;
  if (missing.length > 0) throw notIsolated(missing, said);
  return { exitCode: result.exitCode, timedOut: result.timedOut };
}

function notIsolated(missing: readonly string[], said: readonly string[]): KanikoFailure {
  return new KanikoFailure({
    code: 'not-isolated',
    headline: 'The sandbox would not protect this machine from the Dockerfile, so nothing was built',
    reason: [...missing.map((sentence) => `- ${sentence}`), ...said].join('\n'),
    advice:
      'Allow bubblewrap its namespaces (run as root with CAP_SYS_ADMIN, or allow unprivileged user namespaces), or choose the runtime container or kubernetes.',
  });
}

/** kaniko refuses to run where it sees no container; `container` tells it, and is not `--force`. */
function environment(env: Readonly<Record<string, string>>): Record<string, string> {
  const proxies = Object.entries(env).filter(([name]) => proxyVariables.test(name));
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    container: 'kube',
    DOCKER_CONFIG: '/kaniko/.docker',
    SSL_CERT_DIR: '/kaniko/ssl/certs',
    ...garbageCollection(env),
    ...Object.fromEntries(proxies),
  };
}

/**
 * When Go collects garbage (https://pkg.go.dev/runtime#hdr-Environment_Variables). kaniko holds a layer in memory while it
 * grows, and Go by default goes through all of it whenever it has doubled: more rarely here, as long as there is room. Steps of the
 * Dockerfile do not see these variables.
 */
function garbageCollection(env: Readonly<Record<string, string>>): Record<string, string> {
  const half = Math.floor(process.availableMemory() / 2);
  return { GOGC: env.GOGC || '400', GOMEMLIMIT: env.GOMEMLIMIT || String(half) };
}
