import type { Digest, Tag } from '@slipway/image';
import { openRegistry, readAuthority } from '@slipway/registry';
import type { Context } from '@slipway/runner';
import { DeployFailure } from '../failure.ts';
import type { Inputs } from '../inputs.ts';

/** Digest of the image in the registry, so that what was checked is what runs; undefined when it is not to be verified. */
export async function verifyImage(
  inputs: Inputs,
  { workspace, signal }: Pick<Context, 'workspace' | 'signal'>,
): Promise<Digest | undefined> {
  if (!inputs.verifyImage || inputs.registry === '') return inputs.digest;
  const [host = '', ...path] = inputs.registry.split('/');
  const repository = [...path, inputs.imageRepository].join('/');
  const { insecure, skipTlsVerify } = inputs;
  const ca = await readAuthority(workspace, inputs.registryCa);
  const registry = openRegistry({
    ...{ host, signal, insecure, skipTlsVerify },
    ...(ca === '' ? {} : { ca }),
    ...(inputs.registryLogin === undefined ? {} : { credentials: inputs.registryLogin }),
  });
  const wanted = inputs.digest ?? inputs.tag;
  const head = await registry.headManifest(repository, wanted);
  if (head !== undefined) return head.digest;
  const tags = await registry.listTags(repository).catch(() => []);
  throw new DeployFailure({
    code: 'image-missing',
    headline: `The image ${host}/${repository}${inputs.digest ? '@' : ':'}${wanted} is not in the registry`,
    reason:
      tags.length === 0 ? `${repository} has no tags there` : `Its newest tags are:\n${newestTags(tags).join('\n')}`,
    advice: 'Deploy one of them, or build the commit first.',
  });
}

/** Tags of the form `<commit>.<yyyymmdd>-<hhmm>[-<branch>]` by their date, newest first; others come after. */
export function newestTags(tags: readonly Tag[], count = 10): Tag[] {
  const date = (tag: Tag) => /^[0-9a-f]+\.(\d{8}-\d{4})/.exec(tag)?.[1] ?? '';
  return tags
    .toSorted((one, other) => date(other).localeCompare(date(one)) || one.localeCompare(other))
    .slice(0, count);
}
