export interface Resources {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

/** Reads `limits.memory` → `4Gi` into what a pod takes; `wrong` are the entries that are neither. */
export function parseResources(pairs: ReadonlyMap<string, string>): { resources: Resources; wrong: string[] } {
  const kinds = { requests: {} as Record<string, string>, limits: {} as Record<string, string> };
  const wrong: string[] = [];
  for (const [name, quantity] of pairs) {
    const [, kind, resource = ''] = /^(requests|limits)\.([a-z0-9]([-a-z0-9./]*[a-z0-9])?)$/.exec(name) ?? [];
    const isQuantity = /^\d+(\.\d+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/.test(quantity);
    if ((kind !== 'requests' && kind !== 'limits') || !isQuantity) wrong.push(`${name}=${quantity}`);
    else kinds[kind][resource] = quantity;
  }
  const given = Object.entries(kinds).filter(([, quantities]) => Object.keys(quantities).length > 0);
  return { resources: Object.fromEntries(given), wrong };
}
