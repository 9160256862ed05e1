import type { Digest, Tag } from '@slipway/image';
import { type Credentials, type Registry, readAuthority } from '@slipway/registry';
import type { Context } from '@slipway/runner';
import { buildImage } from './build.ts';
import { lookAtContainer, removeLeftContainer } from './container/container.ts';
import { KanikoFailure } from './failure.ts';
import { layersInPlace } from './image/base-layers.ts';
import { dateImage } from './image/date.ts';
import { mayKeepLayers } from './image/layer-cache.ts';
import { publish } from './image/publish.ts';
import { writeSbom } from './image/sbom.ts';
import type { Inputs } from './inputs.ts';
import { lookAtKubernetes, removeLeftPod } from './kubernetes/kubernetes.ts';
import { findLogin } from './login/find-login.ts';
import { lookAtRegistry, registryOf } from './look.ts';
import { take, tell, tellNotFound, warnAbout } from './outcome.ts';
import { type KnownImage, lookForKnownImage, remember } from './reuse/known-image.ts';
import { type Plan, planReuse } from './reuse/plan.ts';
import { chooseRuntime } from './runtime/choose.ts';
import type { Runtime } from './runtime/runtime.ts';
import { lookAtSandbox, removeLeftSandbox } from './sandbox/sandbox.ts';
import { type Signing, signImage } from './signature/sign.ts';
import { commitDate, formatDate } from './source/commit-date.ts';
import { commitLabels } from './source/commit-labels.ts';
import { gitOf } from './source/git.ts';
import { lookAtSource, type Source } from './source/source.ts';
import { megabytes } from './summary.ts';

/** Builds an image and pushes it, or finds that it is there already. */
export async function run(inputs: Inputs, context: Context) {
  const start = performance.now();
  const source = await lookAtSource(context.workspace, inputs.context, inputs.file);
  const registryCa = await readAuthority(context.workspace, inputs.registryCa);
  const login = await findLogin(inputs, context);
  const registry = registryOf(inputs, login, registryCa, context);
  const { plan, known, reuse } = await context.log.group(`Look at ${registry.host}`, async () => {
    const looked = await lookAtRegistry(inputs, registry, context);
    const isThere = inputs.action === 'build' && looked.plan.kind === 'reuse';
    const image: KnownImage =
      inputs.reuse && !isThere
        ? await lookForKnownImage(inputs, source, registry, context)
        : { tag: undefined, digest: undefined };
    return { ...looked, known: image, reuse: planReuse(inputs.action, looked.plan, looked.existing, image) };
  });
  const signing: Signing = { inputs, registry, login, registryCa };
  if (reuse !== undefined) return take(reuse, signing, context);
  if (inputs.action === 'find' || plan.kind === 'reuse') return tellNotFound(inputs, context);

  const { runtime, why } = await chooseRuntime(inputs.runtime, {
    sandbox: () => lookAtSandbox(inputs.executor, context),
    container: () => lookAtContainer(inputs, context),
    kubernetes: () => lookAtKubernetes(inputs, context),
  });
  context.log.info(why);
  try {
    return await buildAndPush({ inputs, source, registryCa, login, registry, runtime, known, plan, start }, context);
  } finally {
    await runtime.finish?.();
  }
}

interface Work {
  readonly inputs: Inputs;
  readonly source: Source;
  readonly registryCa: string;
  readonly login: Credentials | undefined;
  readonly registry: Registry;
  readonly runtime: Runtime;
  readonly known: KnownImage;
  readonly plan: Extract<Plan, { readonly kind: 'build' }>;
  /** By `performance.now()`. */
  readonly start: number;
}

async function buildAndPush(work: Work, context: Context) {
  const { inputs, source, registryCa, login, registry, runtime, known, plan, start } = work;
  // What is not on this machine cannot be looked into.
  const mayStayAway = runtime.writesLayout && !inputs.sbom;
  const inPlace = mayStayAway ? layersInPlace(inputs, source, registry, context) : Promise.resolve([]);
  // Needed, and its error told, once the build is ready.
  inPlace.catch(() => {});
  const git = gitOf(source.folder, context);
  const [date, labels, cache] = await Promise.all([
    git.then((found) => commitDate(found, context)),
    git.then(commitLabels),
    inputs.cache && mayKeepLayers(inputs, registryCa, context),
  ]);
  const image = await context.log.group(`Build ${inputs.repository}`, async () => {
    const labelled = { ...inputs, labels: new Map([...labels, ...inputs.labels]) };
    const dated = date === undefined ? labelled : withDate(labelled, source, date);
    const built = await buildImage(
      { inputs: { ...dated, cache }, source, runtime, registryCa, login, inPlace },
      context,
    );
    return date === undefined ? built : dateImage(built, formatDate(date));
  });
  const pushed = await context.log.group(`Push to ${registry.host}`, async () => {
    const layers = await inPlace;
    const { digest, uploaded, bytes } = await publish(image, registry, inputs.repository, plan.push, layers);
    const [all, base] = [image.blobs.length, layers.length];
    const untouched = base === 0 ? '' : `; ${base} of the base image never left the registry`;
    context.log.info(`${uploaded} of ${all} layers were new, ${megabytes(bytes)}${untouched}`);
    return { digest, bytes };
  });
  const digest = await confirm(registry, inputs.repository, plan.push, pushed.digest);
  await remember(known, digest, inputs, registry, context);
  const signed = await signImage({ inputs, registry, login, registryCa }, digest, context);
  const sbom = inputs.sbom ? await writeSbom(image, inputs, context) : '';
  warnAbout(plan.keep, context);
  const duration = performance.now() - start;
  return tell(
    { digest, tags: plan.push, pushed: true, reason: '', runtime: runtime.name, duration, bytes: pushed.bytes },
    inputs,
    context,
    { sbom, signed },
  );
}

/** The date of the commit as the label that says it, and as the build argument, where the Dockerfile asks for it. */
function withDate(inputs: Inputs, source: Source, date: number): Inputs {
  const asks = source.instructions.some(({ keyword, text }) => keyword === 'ARG' && /^SOURCE_DATE_EPOCH\b/.test(text));
  return {
    ...inputs,
    labels: new Map([['org.opencontainers.image.created', formatDate(date)], ...inputs.labels]),
    buildArgs: asks ? new Map([['SOURCE_DATE_EPOCH', String(date)], ...inputs.buildArgs]) : inputs.buildArgs,
  };
}

/** Removes what a killed run may have left with a daemon, in a cluster or of other users; other files the runner package removes. */
export async function cleanUp(context: Context): Promise<void> {
  await removeLeftSandbox(context);
  await removeLeftContainer(context);
  await removeLeftPod(context);
}

/** The registry has the last word on what is there. */
async function confirm(registry: Registry, repository: string, tags: readonly Tag[], digest: Digest): Promise<Digest> {
  const heads = await Promise.all(tags.map((tag) => registry.headManifest(repository, tag)));
  const wrong = tags.filter((_, index) => heads[index]?.digest !== digest);
  if (wrong.length === 0) return digest;
  throw new KanikoFailure({
    code: 'bad-image',
    headline: `After the push ${registry.host} has another image than the one built under ${wrong.join(', ')}`,
    reason: `Built: ${digest}; there: ${heads.map((head) => head?.digest ?? 'none').join(', ')}.`,
    advice: 'Does another build push the same tags at the same time?',
  });
}
