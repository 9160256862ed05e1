import { access, copyFile, mkdir, mkdtemp, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Context, findProgram } from '@slipway/runner';
import { kanikoArguments } from '../kaniko/arguments.ts';
import { loginFile } from '../kaniko/logins.ts';
import { type Build, type BuildResult, type Runtime, stateKeys, type Unavailable } from '../runtime/runtime.ts';
import { megabytes } from '../summary.ts';
import { type Bind, bubblewrapArguments } from './bubblewrap.ts';
import { removeRoot } from './folders.ts';
import { gate, runIsolated } from './run-isolated.ts';
import { type Users, usersOf } from './users.ts';

/** Where bundles of certificate authorities lie: Debian and Alpine, Fedora and RHEL, SUSE. */
const authorityFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
];

/** Runs an executor binary on this machine, in a sandbox of bubblewrap: no daemon, no image to pull. */
export async function lookAtSandbox(executor: string, context: Context): Promise<Runtime | Unavailable> {
  const path = executor === '' ? (context.env.KANIKO_EXECUTOR ?? '') : executor;
  const unavailable = (why: string): Unavailable => ({ name: 'sandbox', why });
  if (process.platform !== 'linux') return unavailable('it needs Linux');
  if (path === '') return unavailable('no executor binary is given (input "executor" or variable KANIKO_EXECUTOR)');
  if (!/^\.{0,2}\//.test(path)) return unavailable(`"executor" names the image "${path}", not the path of a binary`);
  if ((await findProgram(path, context.env)) === undefined) return unavailable(`"${path}" is no executable file`);
  const bwrap = await findProgram(context.env.BWRAP || 'bwrap', context.env);
  if (bwrap === undefined) return unavailable('bwrap (package bubblewrap) is not on PATH');
  const removals: Promise<void>[] = [];
  const leftovers: (() => void)[] = [];
  const remove = (folder: string, { startedBy }: Users) => {
    const removal = removeRoot(folder, startedBy);
    // Whoever waits for it gets the error.
    removal.catch(() => {});
    removals.push(removal);
  };
  return {
    name: 'sandbox',
    description: `${path} in bubblewrap`,
    disk: async () => {
      const folder = await context.scratchFolder('sandbox');
      return `${context.temp} (RUNNER_TEMP) had ${megabytes(await roomIn(folder))} of room for the build`;
    },
    writesLayout: true,
    async build(build) {
      const folder = await mkdtemp(join(await context.scratchFolder('sandbox'), 'build-'));
      const users = await usersOf(context);
      // What belongs to others this user cannot remove without them.
      const hasOthers = users.startedBy.length > 0;
      if (hasOthers) context.saveState(stateKeys.sandbox, folder);
      try {
        return await buildInSandbox({ bwrap, executor: path, folder, users }, build, context);
      } finally {
        remove(join(folder, 'root'), users);
        if (hasOthers) leftovers.push(() => remove(folder, users));
      }
    },
    async finish() {
      for (const removeRest of leftovers) removeRest();
      await Promise.all(removals);
    },
  };
}

/** Removes what a killed run has left and this user cannot remove as itself. */
export async function removeLeftSandbox(context: Context): Promise<void> {
  const folder = context.state(stateKeys.sandbox);
  if (folder !== '') await removeRoot(folder, (await usersOf(context)).startedBy);
}

interface Place {
  readonly bwrap: string;
  readonly executor: string;
  /** Of this build alone. Its root, `root`, is the caller's to remove. */
  readonly folder: string;
  readonly users: Users;
}

async function buildInSandbox(
  { bwrap, executor, folder, users }: Place,
  build: Build,
  context: Context,
): Promise<BuildResult> {
  const [root, image, start] = [join(folder, 'root'), join(folder, 'image'), join(folder, 'start')];
  for (const part of [root, image, start]) await mkdir(part);
  const binds = [...(await prepareBinds(executor, image, build, context)), { source: start, target: gate }];
  const registryCa = build.registryCa === '' ? {} : { registryCa: '/kaniko/registry-ca.pem' };
  const kaniko = kanikoArguments(build.inputs, {
    context: 'dir:///kaniko/buildcontext',
    dockerfile: build.source.dockerfile,
    layout: '/kaniko/image',
    ...registryCa,
  });
  const { startedBy, ownUserNamespace } = users;
  const sandbox = bubblewrapArguments({ root, binds, ownUserNamespace });
  const command = [...startedBy, bwrap, ...sandbox, `${gate}/executor`, ...kaniko];
  const run = await runIsolated(command, { root, start, image, binds, build, context });
  // Before the root is removed, and with it what filled the disk.
  const ended = { ...run, diskIsFull: (await roomIn(folder)) < 1_000_000 };
  return { ended, layout: ended.exitCode === 0 ? image : undefined };
}

async function prepareBinds(executor: string, image: string, build: Build, context: Context): Promise<Bind[]> {
  const binds: Bind[] = [
    { source: executor, target: '/kaniko/executor' },
    { source: build.source.folder, target: '/kaniko/buildcontext' },
    { source: image, target: '/kaniko/image', writable: true },
  ];
  for (const file of ['/etc/resolv.conf', '/etc/hosts']) {
    if (await exists(file)) binds.push({ source: file, target: file });
  }
  const authorities = (
    await Promise.all(authorityFiles.map(async (file) => ((await exists(file)) ? [file] : [])))
  ).flat();
  if (authorities[0] !== undefined) {
    const certificates = await context.scratchFolder('certificates');
    await copyFile(authorities[0], join(certificates, 'ca-certificates.crt'));
    binds.push({ source: certificates, target: '/kaniko/ssl/certs' });
  }
  if (build.registryCa !== '') {
    binds.push({
      source: await context.secretFile('registry-ca.pem', build.registryCa),
      target: '/kaniko/registry-ca.pem',
    });
  }
  if (build.logins.size > 0) {
    const login = await context.secretFile('config.json', loginFile(build.logins));
    binds.push({ source: login, target: '/kaniko/.docker/config.json' });
  }
  if (build.inputs.secrets.size > 0) {
    const secrets = await context.scratchFolder('secrets');
    for (const [name, content] of build.inputs.secrets) await writeFile(join(secrets, name), content, { mode: 0o400 });
    binds.push({ source: secrets, target: '/run/secrets' });
  }
  return binds;
}

/** Bytes. */
async function roomIn(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
