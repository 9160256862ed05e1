import { type Digest, planPublication, type Tag } from '@slipway/image';
import { type Credentials, openRegistry, type Registry } from '@slipway/registry';
import type { Context } from '@slipway/runner';
import { KanikoFailure } from './failure.ts';
import type { Inputs } from './inputs.ts';
import type { Plan } from './reuse/plan.ts';

/** The registry that is pushed to. */
export function registryOf(inputs: Inputs, login: Credentials | undefined, ca: string, context: Context): Registry {
  const { insecure, skipTlsVerify, pushRetry } = inputs;
  return openRegistry({
    host: inputs.registry,
    insecure,
    skipTlsVerify,
    retries: pushRetry,
    signal: context.signal,
    ...(login === undefined ? {} : { credentials: login }),
    ...(ca === '' ? {} : { ca }),
  });
}

/** Login, right to push, tags that are there: a wrong password is found out before the build, not after it. */
export async function lookAtRegistry(
  inputs: Inputs,
  registry: Registry,
  context: Context,
): Promise<{ readonly plan: Plan; readonly existing: ReadonlyMap<Tag, Digest> }> {
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
  if (plan.kind !== 'refuse') return { plan, existing };
  throw new KanikoFailure({
    code: 'tag-taken',
    headline: `${registry.host}/${repository} has the tag "${plan.taken.join('", "')}" already, and if-exists is "fail"`,
    advice: 'Build another revision, or allow it with if-exists "skip" or "overwrite".',
  });
}
