/** Fields of an object that somebody else than Helm has set and owns since. */
export interface Conflict {
  /** `Deployment/web`. */
  readonly object: string;
  /** As `managedFields` has it, such as `kubectl-edit`. */
  readonly manager: string;
  /** `scale` where the manager went through that; empty otherwise. */
  readonly subresource: string;
  readonly fields: readonly string[];
}

const object = /conflict occurred while applying object (?:[^/\s]*\/)?(\S+) \S+, Kind=(\w+): /;
const owner = /conflicts? with "([^"]+)"(?: with subresource "([^"]+)")?(?: using [^\s:]+)?:/;

/**
 * Reads what Helm 4 prints where server-side apply meets fields of others. Helm 3 has no such conflicts: it overwrites.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
 */
export function conflictsIn(error: string): Conflict[] {
  return error.split(/(?=conflict occurred while applying object )/).flatMap((part) => {
    const [, name, kind] = object.exec(part) ?? [];
    if (name === undefined) return [];
    const [, ...owned] = part.split(/(?=conflicts? with ")/);
    return owned.map((text) => {
      const [head = '', manager = '', subresource = ''] = owner.exec(text) ?? [];
      const fields = text.slice(head.length).match(/\.\S+/g) ?? [];
      return { object: `${kind}/${name}`, manager, subresource, fields };
    });
  });
}

/** `"kubectl" (scale) owns .spec.replicas of Deployment/web`, for each. */
export function sayConflicts(conflicts: readonly Conflict[]): string {
  const owners = conflicts.map(({ object, manager, subresource, fields }) => {
    const by = subresource === '' ? '' : ` (${subresource})`;
    const who =
      manager === 'kube-controller-manager' && subresource === 'scale' ? 'an autoscaler' : `"${manager}"${by}`;
    return `${who} owns ${fields.join(', ')} of ${object}`;
  });
  return `${owners.join('; ')}, and Helm 4 does not overwrite what others have set`;
}
