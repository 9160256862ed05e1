import type { Connection } from './connection.ts';

/** A right, as `kubectl auth can-i` asks for it. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  /** `pods`, or with what is below it, `pods/log`. */
  readonly resource: string;
  /** The objects that it is wanted for, where these are known; undefined for all of the kind. */
  readonly names?: readonly string[];
}

interface Rule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
}

const reviews = '/apis/authorization.k8s.io/v1';

/**
 * Those of the rights that the user does not have in a namespace; an empty one is all of them. One review tells all rules; where
 * the server says that it cannot know them all (an authorizer that is asked case by case), each right is reviewed by itself.
 */
export async function missingRights(
  connection: Connection,
  namespace: string,
  rights: readonly Right[],
): Promise<Right[]> {
  if (namespace !== '') {
    const { status } = await connection.json<{ status: { resourceRules?: Rule[]; incomplete?: boolean } }>({
      method: 'POST',
      path: `${reviews}/selfsubjectrulesreviews`,
      body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectRulesReview', spec: { namespace } },
      what: 'review rights',
      isRepeatable: true,
    });
    const missing = rights.filter((right) => !isAllowed(right, status.resourceRules ?? []));
    if (missing.length === 0 || !status.incomplete) return missing;
  }
  const allowed = await Promise.all(rights.map((right) => isReviewed(connection, namespace, right)));
  return rights.filter((_, index) => !allowed[index]);
}

/** Whether the rules grant a right, for all objects or for each that it is wanted for (`resourceNames`). */
export function isAllowed({ verb, group, resource, names }: Right, rules: readonly Rule[]): boolean {
  const holds = (list: readonly string[] | undefined, ...wanted: readonly string[]) =>
    (list ?? []).some((entry) => entry === '*' || wanted.includes(entry));
  const granting = rules.filter(
    ({ verbs, apiGroups, resources }) =>
      holds(verbs, verb) &&
      holds(apiGroups, group) &&
      // `*/log` is the log of everything (RBAC, «Referring to resources»).
      holds(resources, resource, resource.replace(/^[^/]+(?=\/)/, '*')),
  );
  if (granting.some(({ resourceNames = [] }) => resourceNames.length === 0)) return true;
  return names?.every((name) => granting.some(({ resourceNames }) => resourceNames?.includes(name))) ?? false;
}

async function isReviewed(connection: Connection, namespace: string, right: Right): Promise<boolean> {
  if (await review(connection, namespace, right)) return true;
  const { names = [] } = right;
  const each = await Promise.all(names.map((name) => review(connection, namespace, right, name)));
  return each.length > 0 && each.every((allowed) => allowed);
}

async function review(
  connection: Connection,
  namespace: string,
  { verb, group, resource: path }: Right,
  name = '',
): Promise<boolean> {
  const [resource, subresource] = path.split('/');
  const resourceAttributes = { namespace, verb, group, resource, name, ...(subresource ? { subresource } : {}) };
  const { status } = await connection.json<{ status: { allowed: boolean } }>({
    method: 'POST',
    path: `${reviews}/selfsubjectaccessreviews`,
    body: { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes } },
    what: 'review rights',
    isRepeatable: true,
  });
  return status.allowed;
}
