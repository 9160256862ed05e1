import { formatReference, type Tag } from '@slipway/image';
import type { Context } from '@slipway/runner';
import type { Inputs } from './inputs.ts';
import type { Reuse } from './reuse/plan.ts';
import { type Signing, signImage } from './signature/sign.ts';
import { type Account, summarize } from './summary.ts';

/** Gives an image that is there the tags that it lacks. No layer is moved. */
export async function take({ digest, add, keep, why }: Reuse, signing: Signing, context: Context) {
  const { inputs, registry } = signing;
  const start = performance.now();
  for (const tag of add) await registry.addTag(inputs.repository, digest, tag);
  const added = add.length === 0 ? '' : `; it is ${add.join(', ')} now too`;
  const reason = `Nothing to build: ${why} (${digest})${added}`;
  context.log.notice(reason);
  warnAbout(keep, context);
  const signed = await signImage(signing, digest, context);
  const tags = inputs.tags.filter((tag) => !keep.includes(tag));
  const duration = performance.now() - start;
  return tell({ digest, tags, pushed: false, reason, runtime: '', duration, bytes: 0 }, inputs, context, { signed });
}

/** For `find`: no image is no failure. */
export function tellNotFound(inputs: Inputs, context: Context) {
  context.log.info(`Nothing found: ${inputs.repository} has to be built`);
  const nothing = { image: '', digest: '', 'image-with-digest': '', reason: '', runtime: '', sbom: '', signed: '' };
  return { ...nothing, tags: [], pushed: false };
}

export function warnAbout(kept: readonly Tag[], context: Context): void {
  if (kept.length === 0) return;
  context.log.warning(`Not moved, because they name another image: ${kept.join(', ')} (if-exists: skip)`);
}

interface Extras {
  readonly sbom?: string;
  readonly signed: boolean | undefined;
}

/** Summary, log and outputs of what was done. */
export async function tell(
  done: Omit<Account, 'image'>,
  inputs: Inputs,
  context: Context,
  { sbom = '', signed }: Extras,
) {
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
    reason: done.reason,
    runtime: done.runtime,
    sbom,
    signed: signed ?? '',
  };
}
