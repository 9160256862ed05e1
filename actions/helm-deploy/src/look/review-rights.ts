import { type Cluster, ClusterFailure, type Right } from '@slipway/cluster';
import type { ManifestObject } from '../helm/manifest.ts';
import type { Inputs } from '../inputs.ts';
import { type KnownObject, neededRights } from './rights.ts';

/**
 * The rights that the user lacks for a deployment: `get services, create services in bss-dev`, one for each namespace.
 * @param rendered the objects of the chart; undefined where they are not known
 */
export async function reviewRights(
  cluster: Cluster,
  rendered: readonly ManifestObject[] | undefined,
  place: Pick<Inputs, 'namespace' | 'release'>,
): Promise<string[]> {
  const objects = rendered && (await knownTo(cluster, rendered));
  const missing = await missingOf(cluster, neededRights(objects, place));
  if (missing.length === 0 || objects === undefined) return missing;
  // To what is there already fewer are needed; it is only looked for where that makes a difference.
  return missingOf(cluster, neededRights(await lookFor(cluster, objects), place));
}

async function missingOf(cluster: Cluster, needed: ReadonlyMap<string, readonly Right[]>): Promise<string[]> {
  const missing = await Promise.all(
    Array.from(needed, async ([namespace, rights]) => {
      const lacking = await cluster.missingRights(namespace, rights);
      const words = lacking.map(({ verb, resource }) => `${verb} ${resource}`).join(', ');
      return words === '' ? [] : [`${words} in ${namespace === '' ? 'the whole cluster' : namespace}`];
    }),
  );
  return missing.flat();
}

/** Those of a kind that the server knows: what it does not, the chart may bring, or Helm refuses it. */
async function knownTo(cluster: Cluster, objects: readonly ManifestObject[]): Promise<KnownObject[]> {
  const known = await Promise.all(
    objects.map(async (entry) => {
      const resource = await ifAnswered(cluster.resourceOf(apiVersionOf(entry), entry.kind));
      return resource === undefined ? [] : [{ ...entry, resource }];
    }),
  );
  return known.flat();
}

function lookFor(cluster: Cluster, objects: readonly KnownObject[]): Promise<KnownObject[]> {
  return Promise.all(
    objects.map(async (entry) => {
      const { kind, name, namespace } = entry;
      const found = await ifAnswered(cluster.getAny({ apiVersion: apiVersionOf(entry), kind, name, namespace }));
      return { ...entry, isThere: found !== undefined };
    }),
  );
}

/** Undefined also where the user may not ask. */
async function ifAnswered<T>(answer: Promise<T | undefined>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (!(error instanceof ClusterFailure)) throw error;
    return undefined;
  });
}

const apiVersionOf = ({ object }: ManifestObject) => String(object.apiVersion ?? '');
