import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { type Context, findProgram, runProcess } from '@slipway/runner';
import { KanikoFailure } from '../failure.ts';
import type { Inputs } from '../inputs.ts';
import { kanikoArguments } from '../kaniko/arguments.ts';
import { defaultExecutorImage, needsMachineNetwork } from '../runtime/network.ts';
import { type Build, type BuildResult, type Runtime, stateKeys, type Unavailable } from '../runtime/runtime.ts';
import { packFolder } from '../source/pack.ts';
import { createArguments } from './arguments.ts';
import { copyLayout } from './copy-layout.ts';
import { privateFiles, registryCaPlace } from './files.ts';

const engines = ['docker', 'podman', 'nerdctl'] as const;
const layout = '/kaniko/image';

/** Runs an executor image with the first container engine that answers. */
export async function lookAtContainer(inputs: Inputs, context: Context): Promise<Runtime | Unavailable> {
  const image = inputs.executor === '' ? defaultExecutorImage : inputs.executor;
  if (/^\.{0,2}\//.test(image)) return { name: 'container', why: `"executor" is the path "${image}", not an image` };
  const silent: string[] = [];
  for (const name of engines) {
    const engine = await findProgram(name, context.env);
    if (engine === undefined) continue;
    const { env, signal } = context;
    const { exitCode, stderr } = await runProcess(engine, ['ps', '--quiet'], { env, signal, timeout: 20_000 });
    if (exitCode === 0) {
      return {
        name: 'container',
        description: `${image} with ${name}`,
        disk: async () => `that of ${name}`,
        writesLayout: false,
        build: (build) => buildInContainer(engine, image, build, context),
      };
    }
    silent.push(`${name} does not answer (${stderr.trim().split('\n').at(-1) ?? ''})`);
  }
  return { name: 'container', why: silent.length > 0 ? silent.join('; ') : `none of ${engines.join(', ')} is on PATH` };
}

async function buildInContainer(engine: string, image: string, build: Build, context: Context): Promise<BuildResult> {
  const name = `slipway-kaniko-${randomBytes(6).toString('hex')}`;
  const kaniko = kanikoArguments(build.inputs, {
    context: 'tar://stdin',
    dockerfile: build.source.dockerfile,
    layout,
    ...(build.registryCa === '' ? {} : { registryCa: registryCaPlace }),
  });
  const plan = {
    name,
    image,
    kaniko,
    machineNetwork: needsMachineNetwork(build),
    hasSecrets: build.inputs.secrets.size > 0,
  };
  context.saveState(stateKeys.container, JSON.stringify({ engine, name }));
  try {
    await succeed(engine, createArguments(plan), build, context);
    for (const [folder, tar] of privateFiles(build))
      await succeed(engine, ['cp', '-', `${name}:${folder}`], build, context, tar);
    const { exitCode, timedOut } = await runProcess(engine, ['start', '--attach', '--interactive', name], {
      env: context.env,
      signal: context.signal,
      timeout: build.inputs.timeout,
      input: packFolder(build.source.folder),
      onLine: build.onLine,
    });
    const ended = { exitCode, timedOut };
    if (exitCode !== 0) return { ended, layout: undefined };
    const folder = await mkdtemp(join(await context.scratchFolder('images'), 'image-'));
    await copyLayout(engine, { name, layout }, folder, context);
    return { ended, layout: folder };
  } finally {
    await removeContainer(engine, name, context);
  }
}

/** Removes the container of an action that was killed. */
export async function removeLeftContainer(context: Context): Promise<void> {
  const state = context.state(stateKeys.container);
  if (state === '') return;
  const { engine, name } = JSON.parse(state) as { engine: string; name: string };
  await removeContainer(engine, name, context);
}

/** Not with the job's signal: it has to happen just when that is aborted. */
async function removeContainer(engine: string, name: string, context: Context): Promise<void> {
  await runProcess(engine, ['rm', '--force', '--volumes', name], { env: context.env, timeout: 60_000 });
}

async function succeed(
  engine: string,
  args: readonly string[],
  build: Build,
  context: Context,
  input?: NodeJS.ReadableStream,
) {
  const { exitCode, stderr } = await runProcess(engine, args, {
    env: context.env,
    signal: context.signal,
    timeout: build.inputs.timeout,
    onLine: (line, stream) => (stream === 'stderr' ? build.onLine(line) : undefined),
    ...(input === undefined ? {} : { input }),
  });
  if (exitCode === 0) return;
  throw new KanikoFailure({
    code: 'executor-failed',
    headline:
      args[0] === 'create'
        ? 'The container for kaniko cannot be made'
        : 'The files for kaniko cannot be copied into its container',
    reason: stderr.trim().slice(-2000),
    advice: 'Give an image that this machine can pull as "executor".',
  });
}
