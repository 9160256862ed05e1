import { parseAllDocuments } from 'yaml';

/** An object that a release consists of. */
export interface ManifestObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly object: Readonly<Record<string, unknown>>;
}

/** The objects of a manifest, those in lists too. */
export function readManifest(text: string, namespace: string): ManifestObject[] {
  return parseAllDocuments(text).flatMap((document) => objectsIn(document.toJS() as RawObject | null, namespace));
}

interface RawObject {
  readonly kind?: string;
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
  readonly items?: unknown;
}

function objectsIn(object: RawObject | null, namespace: string): ManifestObject[] {
  if (!object?.kind) return [];
  if (object.kind.endsWith('List') && Array.isArray(object.items))
    return object.items.flatMap((item) => objectsIn(item as RawObject | null, namespace));
  if (!object.metadata?.name) return [];
  const { name, namespace: own = namespace } = object.metadata;
  return [{ kind: object.kind, name, namespace: own, object: { ...object } }];
}
