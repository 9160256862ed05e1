import { type Digest, formatReference, type Publication, planPublication, type Tag } from '@slipway/image';
import { openRegistry, type Registry } from '@slipway/registry';
import type { Context } from '@slipway/runner';
import { buildImage } from './build.ts';
import { lookAtContainer, removeLeftContainer } from './container/container.ts';
import { KanikoFailure } from './failure.ts';
import { publish } from './image/publish.ts';
import type { Inputs } from './inputs.ts';
import { lookAtKubernetes, removeLeftPod } from './kubernetes/kubernetes.ts';
import { chooseRuntime } from './runtime/choose.ts';
import { lookAtSandbox } from './sandbox/sandbox.ts';
import { lookAtSource, readAuthority } from './source/source.ts';
import { type Account, megabytes, summarize } from './summary.ts';

/** Builds an image and pushes it, or finds that it is there already. */
export async function run(inputs: Inputs, context: Context) {
  const start = performance.now();
  const source = await lookAtSource(context.workspace, inputs.context, inputs.file);
  const registryCa = await readAuthority(context.workspace, inputs.registryCa);
  const registry = registryOf(inputs, registryCa, context);
  const plan = await context.log.group(`Look at ${registry.host}`, () => lookAtRegistry(inputs, registry, context));
  if (plan.kind === 'reuse') return reuse(plan, inputs, registry, context);

  const { runtime, why } = await chooseRuntime(inputs.runtime, {
    sandbox: () => lookAtSandbox(inputs.executor, context),
    container: () => lookAtContainer(inputs, context),
    kubernetes: () => lookAtKubernetes(inputs, context),
  });
  context.log.info(why);
  const built = await context.log.group(`Build ${inputs.repository}`, () =>
    buildImage({ inputs, source, runtime, registryCa, push: plan.push }, context),
  );
  const pushed = await context.log.group(`Push to ${registry.host}`, async () => {
    if (built.kind === 'pushed') return { digest: built.digest, bytes: undefined };
    const { digest, uploaded, bytes } = await publish(built.image, registry, inputs.repository, plan.push);
    context.log.info(`${uploaded} of ${built.image.blobs.length} layers were new, ${megabytes(bytes)}`);
    return { digest, bytes };
  });
  const digest = await confirm(registry, inputs.repository, plan.push, pushed.digest);
  if (plan.keep.length > 0) {
    context.log.warning(`Not moved, because they name another image: ${plan.keep.join(', ')} (if-exists: skip)`);
  }
  const duration = performance.now() - start;
  return tell(
    { digest, tags: plan.push, pushed: true, runtime: runtime.name, duration, bytes: pushed.bytes },
    inputs,
    context,
  );
}

/** Removes what a killed run may have left with a daemon or in a cluster; files are removed by the runner package. */
export async function cleanUp(context: Context): Promise<void> {
  await removeLeftContainer(context);
  await removeLeftPod(context);
}

function registryOf(inputs: Inputs, ca: string, context: Context): Registry {
  const { username, password, insecure, skipTlsVerify, pushRetry } = inputs;
  return openRegistry({
    host: inputs.registry,
    insecure,
    skipTlsVerify,
    retries: pushRetry,
    signal: context.signal,
    ...(username === '' ? {} : { credentials: { username, password } }),
    ...(ca === '' ? {} : { ca }),
  });
}

type Plan = Exclude<Publication, { kind: 'refuse' }>;

/** Login, right to push, tags that are there: a wrong password is found out before the build, not after it. */
async function lookAtRegistry(inputs: Inputs, registry: Registry, context: Context): Promise<Plan> {
  const { repository, tags, ifExists } = inputs;
  await registry.checkLogin();
  const [heads] = await Promise.all([
    Promise.all(tags.map(async (tag) => [tag, await registry.headManifest(repository, tag)] as const)),
    registry.checkPush(repository),
  ]);
  const existing = new Map(heads.flatMap(([tag, head]) => (head === undefined ? [] : [[tag, head.digest] as const])));
  const plan = planPublication(tags, existing, ifExists);
  context.log.info(
    `${registry.host}/${repository} has ${existing.size} of ${tags.length} tags: ${[...existing.keys()].join(', ') || 'none'}`,
  );
  if (plan.kind !== 'refuse') return plan;
  throw new KanikoFailure({
    code: 'tag-taken',
    headline: `${registry.host}/${repository} has the tag "${plan.taken.join('", "')}" already, and if-exists is "fail"`,
    advice: 'Build another revision, or allow it with if-exists "skip" or "overwrite".',
  });
}

async function reuse(plan: Extract<Plan, { kind: 'reuse' }>, inputs: Inputs, registry: Registry, context: Context) {
  const start = performance.now();
  for (const tag of plan.add) await registry.addTag(inputs.repository, plan.digest, tag);
  const added = plan.add.length === 0 ? '' : `; it is ${plan.add.join(', ')} now too`;
  context.log.notice(
    `Nothing to build: ${inputs.repository}:${plan.tag} is in the registry already (${plan.digest})${added}`,
  );
  const duration = performance.now() - start;
  return tell(
    { digest: plan.digest, tags: inputs.tags, pushed: false, runtime: '', duration, bytes: 0 },
    inputs,
    context,
  );
}

/** The registry has the last word on what is there. */
async function confirm(
  registry: Registry,
  repository: string,
  tags: readonly Tag[],
  expected: Digest | undefined,
): Promise<Digest> {
  const heads = await Promise.all(tags.map((tag) => registry.headManifest(repository, tag)));
  const digest = expected ?? heads[0]?.digest;
  const wrong = tags.filter((_, index) => heads[index]?.digest !== digest);
  if (digest !== undefined && wrong.length === 0) return digest;
  throw new KanikoFailure({
    code: 'bad-image',
    headline: `After the push ${registry.host} has another image than the one built under ${wrong.join(', ') || 'every tag'}`,
    reason: `Built: ${digest ?? 'unknown'}; there: ${heads.map((head) => head?.digest ?? 'none').join(', ')}.`,
    advice: 'Does another build push the same tags at the same time?',
  });
}

async function tell(done: Omit<Account, 'image'>, inputs: Inputs, context: Context) {
  const place = { registry: inputs.registry, repository: inputs.repository };
  const [tag] = inputs.tags;
  const image = formatReference({ ...place, ...(tag === undefined ? {} : { tag }) });
  await context.summary(summarize({ ...done, image }));
  context.log.info(`${image} is ${done.digest}`);
  return {
    image,
    digest: done.digest,
    'image-with-digest': `${place.registry}/${place.repository}@${done.digest}`,
    tags: done.tags,
    pushed: done.pushed,
    runtime: done.runtime,
  };
}
