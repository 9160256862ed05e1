import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseDigest } from '@slipway/image';
import { type Context, findProgram } from '@slipway/runner';
import { registryCaPlace } from '../container/files.ts';
import { KanikoFailure } from '../failure.ts';
import type { Inputs } from '../inputs.ts';
import { kanikoArguments } from '../kaniko/arguments.ts';
import { loginFile } from '../kaniko/logins.ts';
import { defaultExecutorImage, needsMachineNetwork } from '../runtime/network.ts';
import type { Build, BuildResult, Runtime, Unavailable } from '../runtime/runtime.ts';
import { packFolder } from '../source/pack.ts';
import { call, type Kubectl, succeed } from './kubectl.ts';
import { podFor, secretFor } from './pod.ts';
import { type PodState, podState } from './pod-state.ts';

const stateKey = 'kaniko-pod';
/** Milliseconds that a pod may take to start, its image pulled. */
const startPatience = 300_000;

/** Runs kaniko in a pod that gets the context over the API server; no volume, no image of the context. */
export async function lookAtKubernetes(inputs: Inputs, context: Context): Promise<Runtime | Unavailable> {
  const unavailable = (why: string): Unavailable => ({ name: 'kubernetes', why });
  const image = inputs.executor === '' ? defaultExecutorImage : inputs.executor;
  if (/^\.{0,2}\//.test(image)) return unavailable(`"executor" is the path "${image}", not an image`);
  const program = await findProgram(context.env.KUBECTL || 'kubectl', context.env);
  if (program === undefined) return unavailable('kubectl is not on PATH');
  const inCluster = (context.env.KUBERNETES_SERVICE_HOST ?? '') !== '';
  // Somebody's kubeconfig may point anywhere: a pod is started there only when asked for by name.
  if (inputs.runtime === 'auto' && !inCluster && inputs.namespace === '') {
    return unavailable('the runner is not in a cluster, and no "namespace" says where in that of the kubeconfig');
  }
  const kubectl = { program, namespace: inputs.namespace };
  const { exitCode, stdout, stderr } = await call(kubectl, ['auth', 'can-i', 'create', 'pods'], context, {
    timeout: 30_000,
  });
  if (exitCode !== 0)
    return unavailable(`this user cannot create pods (${(stderr.trim() || stdout.trim()).split('\n').at(-1)})`);
  const where = inputs.namespace === '' ? '' : ` in the namespace ${inputs.namespace}`;
  return {
    name: 'kubernetes',
    description: `${image} in a pod${where}`,
    pushes: true,
    writesLayout: false,
    build: (build) => buildInPod(kubectl, image, build, context),
  };
}

async function buildInPod(kubectl: Kubectl, image: string, build: Build, context: Context): Promise<BuildResult> {
  const { inputs, source } = build;
  const name = `slipway-kaniko-${randomBytes(6).toString('hex')}`;
  const { files, contents } = privateParts(build);
  const kaniko = kanikoArguments(inputs, {
    context: 'tar://stdin',
    dockerfile: source.dockerfile,
    destinations: build.destinations,
    digestFile: '/dev/termination-log',
    ...(build.registryCa === '' ? {} : { registryCa: registryCaPlace }),
  });
  const pod = podFor({
    name,
    image,
    kaniko,
    files,
    serviceAccount: inputs.serviceAccount,
    resources: inputs.resources,
    machineNetwork: needsMachineNetwork(inputs),
    deadline: Math.ceil((inputs.timeout + startPatience) / 1000),
  });
  context.saveState(stateKey, JSON.stringify({ ...kubectl, name }));
  try {
    if (contents.size > 0) await create(kubectl, secretFor(name, contents), 'take the Secret', context);
    await create(kubectl, pod, 'take the pod', context);
    await awaitStart(kubectl, name, context);
    const attached = await call(
      kubectl,
      ['attach', '--stdin', '--quiet', `pod/${name}`, '--container', 'kaniko'],
      context,
      {
        input: packFolder(source.folder),
        timeout: inputs.timeout,
        onLine: build.onLine,
      },
    );
    if (attached.timedOut) return { ended: { exitCode: undefined, timedOut: true }, built: undefined };
    const state = await awaitEnd(kubectl, name, context);
    // kaniko may have ended before anybody was attached, over an option it does not know.
    if (attached.stdout === '') await call(kubectl, ['logs', `pod/${name}`], context, { onLine: build.onLine });
    if (state.exitCode !== 0 && state.reason !== 'Error')
      build.onLine(`error: the pod ended: ${state.reason} ${state.message}`);
    const built =
      state.exitCode === 0 ? ({ kind: 'pushed', digest: parseDigest(state.message.trim()) } as const) : undefined;
    return { ended: { exitCode: state.exitCode, timedOut: false }, built };
  } finally {
    await removePod({ ...kubectl, name }, context);
  }
}

/** Removes pod and Secret of an action that was killed. */
export async function removeLeftPod(context: Context): Promise<void> {
  const state = context.state(stateKey);
  if (state !== '') await removePod(JSON.parse(state) as Kubectl & { name: string }, context);
}

/** Not with the job's signal: it has to happen just when that is aborted. */
async function removePod({ name, ...kubectl }: Kubectl & { readonly name: string }, context: Context): Promise<void> {
  const args = [
    'delete',
    `pod/${name}`,
    `secret/${name}`,
    '--ignore-not-found',
    '--wait=false',
    '--grace-period=0',
    '--force',
  ];
  const { exitCode, stderr } = await call(kubectl, args, context, { regardless: true });
  if (exitCode !== 0)
    context.log.warning(`The pod and the Secret ${name} may be left in the cluster: ${stderr.trim()}`);
}

/** What the pod gets from a Secret: keys and their contents, and where each is mounted. */
function privateParts(build: Build): { files: ReadonlyMap<string, string>; contents: ReadonlyMap<string, string> } {
  const files = new Map<string, string>();
  const contents = new Map<string, string>();
  const add = (key: string, path: string, content: string) => {
    files.set(key, path);
    contents.set(key, content);
  };
  if (build.logins.size > 0) add('login', '/kaniko/.docker/config.json', loginFile(build.logins));
  if (build.registryCa !== '') add('registry-ca', registryCaPlace, build.registryCa);
  for (const [name, content] of build.inputs.secrets) add(`secret-${name}`, `/run/secrets/${name}`, content);
  return { files, contents };
}

async function create(kubectl: Kubectl, object: object, what: string, context: Context): Promise<void> {
  await succeed(kubectl, ['create', '--filename', '-'], context, { input: JSON.stringify(object), what });
}

async function look(kubectl: Kubectl, name: string, context: Context): Promise<PodState> {
  return podState(
    JSON.parse(await succeed(kubectl, ['get', `pod/${name}`, '--output', 'json'], context, { what: 'show the pod' })),
  );
}

async function awaitStart(kubectl: Kubectl, name: string, context: Context): Promise<void> {
  const until = performance.now() + startPatience;
  for (;;) {
    const state = await look(kubectl, name, context);
    if (state.kind === 'running' || state.kind === 'ended') return;
    if (state.kind === 'stuck' || performance.now() > until) {
      throw new KanikoFailure({
        code: 'executor-failed',
        headline: 'The pod for kaniko does not start',
        reason: state.why,
      });
    }
    await pause(500, undefined, { signal: context.signal }).catch(() => {
      throw context.signal.reason;
    });
  }
}

/** The attached stream ends a moment before the pod's status says so. */
async function awaitEnd(kubectl: Kubectl, name: string, context: Context) {
  for (let attempt = 0; attempt < 120; attempt++) {
    const state = await look(kubectl, name, context);
    if (state.kind === 'ended') return state;
    await pause(500);
  }
  throw new KanikoFailure({ code: 'executor-failed', headline: 'The connection to the pod ended before kaniko did' });
}
