import { randomBytes } from 'node:crypto';
import { type Context, findProgram } from '@slipway/runner';
import { registryCaPlace } from '../container/files.ts';
import type { Inputs } from '../inputs.ts';
import { kanikoArguments } from '../kaniko/arguments.ts';
import { loginFile } from '../kaniko/logins.ts';
import { defaultExecutorImage, helperImageFor, needsMachineNetwork } from '../runtime/network.ts';
import { type Build, type BuildResult, type Runtime, stateKeys, type Unavailable } from '../runtime/runtime.ts';
import { buildAttached } from './attach.ts';
import { fetchLayout } from './fetch-layout.ts';
import { call, type Kubectl } from './kubectl.ts';
import { layout, podFor, secretFor } from './pod.ts';
import { podEnded } from './pod-ended.ts';
import { awaitStart, create, createPod, removeLeftovers, removePods, startPatience } from './pod-life.ts';

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
  const missing = await missingRights(kubectl, inputs, context);
  if (missing !== '') return unavailable(`this user cannot ${missing}`);
  const where = inputs.namespace === '' ? '' : ` in the namespace ${inputs.namespace}`;
  return {
    name: 'kubernetes',
    description: `${image} in a pod${where}`,
    disk: async () => 'that of the node of the pod',
    writesLayout: false,
    build: (build) => buildInPod(kubectl, image, build, context),
  };
}

/** What the build needs and this user may not do, with kubectl's words; empty when nothing is missing. */
async function missingRights(kubectl: Kubectl, inputs: Inputs, context: Context): Promise<string> {
  const { secrets, registryCa, pullUsername, cacheUsername } = inputs;
  const isPrivate = secrets.size > 0 || [registryCa, pullUsername, cacheUsername].some((text) => text !== '');
  const needed = [
    ...['create pods', 'get pods', 'create pods/attach', 'create pods/exec', 'delete pods'],
    ...(isPrivate ? ['create secrets'] : []),
  ];
  const asked = await Promise.all(
    needed.map(async (right) => {
      const [verb = '', resource = '', subresource] = right.split(/[ /]/);
      // With a slash it would be understood as the pod of that name.
      const of = subresource === undefined ? [] : [`--subresource=${subresource}`];
      const args = ['auth', 'can-i', verb, resource, ...of];
      const { exitCode, stdout, stderr } = await call(kubectl, args, context, { timeout: 30_000 });
      return exitCode === 0 ? undefined : { right, said: (stderr.trim() || stdout.trim()).split('\n').at(-1) };
    }),
  );
  const missing = asked.filter((answer) => answer !== undefined);
  if (missing.length === 0) return '';
  return `${missing.map(({ right }) => right).join(', ')} (${missing[0]?.said})`;
}

async function buildInPod(kubectl: Kubectl, image: string, build: Build, context: Context): Promise<BuildResult> {
  const { inputs, source } = build;
  const name = `slipway-kaniko-${randomBytes(6).toString('hex')}`;
  const imageName = `${inputs.registry}/${inputs.repository}`;
  const { files, contents } = privateParts(build);
  const kaniko = kanikoArguments(inputs, {
    context: 'tar://stdin',
    dockerfile: source.dockerfile,
    layout,
    ...(build.registryCa === '' ? {} : { registryCa: registryCaPlace }),
  });
  const pod = podFor({
    name,
    image,
    kaniko,
    files,
    imageName,
    helperImage: helperImageFor(inputs),
    serviceAccount: inputs.serviceAccount,
    resources: inputs.resources,
    machineNetwork: needsMachineNetwork(build),
    deadline: Math.ceil((inputs.timeout + startPatience) / 1000),
  });
  context.saveState(stateKeys.kubernetes, JSON.stringify({ ...kubectl, name }));
  try {
    const created = await createPod(kubectl, pod, context);
    if (contents.size > 0) await create(kubectl, secretFor(created, imageName, contents), 'take the Secret', context);
    await removeLeftovers(kubectl, imageName, created, context);
    await awaitStart(kubectl, name, context);
    return await buildAndFetch(kubectl, name, build, context);
  } finally {
    await removePods(kubectl, [name], context);
  }
}

async function buildAndFetch(kubectl: Kubectl, name: string, build: Build, context: Context): Promise<BuildResult> {
  const state = await buildAttached(kubectl, name, build, context);
  if (state === undefined) return { ended: { exitCode: undefined, timedOut: true }, layout: undefined };
  const { exitCode, reason, message } = state;
  if (exitCode !== 0 && reason !== 'Error') throw podEnded(reason, message);
  const ended = { exitCode, timedOut: false };
  return { ended, layout: exitCode === 0 ? await fetchLayout(kubectl, name, context) : undefined };
}

/** Removes the pod of an action that was killed, and with it its Secret. */
export async function removeLeftPod(context: Context): Promise<void> {
  const state = context.state(stateKeys.kubernetes);
  if (state === '') return;
  const { name, ...kubectl } = JSON.parse(state) as Kubectl & { name: string };
  await removePods(kubectl, [name], context);
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
