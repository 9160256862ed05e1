import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { root } from '../../../../scripts/paths.ts';
import { TestDeployment } from '../testing/deployment.ts';
import { anyChart, serve, statefulSet } from '../testing/stateful-set.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** The same rules, but what is changed in a deployment of `release` is granted by name. */
function byName(rules: readonly Rule[], release: string): Rule[] {
  const names = new Map([
    ['configmaps', `${release}-slipway-verdicts`],
    ['leases', `${release}-slipway`],
    ['deployments', release],
  ]);
  const unnamed = ['create', 'list', 'watch'];
  return rules.flatMap((rule) =>
    rule.resources.flatMap((resource): Rule[] => {
      const name = names.get(resource);
      const one = { ...rule, resources: [resource] };
      if (name === undefined) return [one];
      return [
        { ...one, verbs: rule.verbs.filter((verb) => unnamed.includes(verb)) },
        { ...one, verbs: rule.verbs.filter((verb) => !unnamed.includes(verb)), resourceNames: [name] },
      ];
    }),
  );
}

/** The rules of the role that docs/security.md shows, without those that it calls optional. */
async function documentedRules(): Promise<Rule[]> {
  const document = await readFile(join(root, 'docs/security.md'), 'utf8');
  const [, block = ''] = /```yaml\n(apiVersion: rbac[\s\S]*?)```/.exec(document) ?? [];
  return (parse(block) as { rules: Rule[] }).rules;
}

describe.each([3, 4] as const)('a user with little, with Helm %i', (major) => {
  let it: TestDeployment;
  let folder = '';
  beforeAll(async () => {
    it = await TestDeployment.open(major);
    folder = await mkdtemp(join(tmpdir(), 'slipway-rights-'));
    await it.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: it.namespace } });
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await it.close();
  });

  /** A kubeconfig of a service account that has these rules in the namespace. */
  async function userWith(name: string, rules: readonly Rule[]): Promise<string> {
    const metadata = { name };
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name };
    await it.apply(
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
      { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules },
      {
        ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata, roleRef },
        subjects: [{ kind: 'ServiceAccount', name, namespace: it.namespace }],
      },
    );
    const token = await it.kubectl('create', 'token', name);
    const { KUBECONFIG = '' } = await environment();
    const { clusters, ...rest } = parse(await readFile(KUBECONFIG, 'utf8')) as { clusters: { name: string }[] };
    const kubeconfig = {
      ...{ ...rest, clusters, users: [{ name, user: { token } }] },
      ...{ contexts: [{ name, context: { cluster: clusters[0]?.name, user: name } }], 'current-context': name },
    };
    const path = join(folder, name);
    await writeFile(path, stringify(kubeconfig));
    return path;
  }

  test('the role that is documented is enough', async () => {
    const kubeconfig = await userWith('documented', await documentedRules());
    const { failure, outputs } = await it.attempt({ 'create-namespace': 'false' }, { kubeconfig });
    expect(failure?.message).toBeUndefined();
    expect(outputs).toMatchObject({ result: 'success', revision: 1 });
  });

  test('so is one that grants by name', async () => {
    const kubeconfig = await userWith('by-name', byName(await documentedRules(), 'named'));
    const given = { 'create-namespace': 'false', release: 'named' };
    const { failure, outputs } = await it.attempt(given, { kubeconfig });
    expect(failure?.message).toBeUndefined();
    expect(outputs).toMatchObject({ result: 'success', revision: 1 });
    const other = await it.attempt({ ...given, release: 'unnamed' }, { kubeconfig });
    expect(other.failure?.message).toMatch(
      /no right to get deployments, patch deployments, get configmaps, patch configmaps, get leases, patch leases in /,
    );
  });

  test('without the right to delete pods it is said which one a rollback waits for', async () => {
    const kubeconfig = await userWith('careful', await documentedRules());
    const attempt = async (script: string) =>
      it.attempt(
        { 'create-namespace': 'false', release: 'db', values: await statefulSet(script), timeout: '12s' },
        { kubeconfig, chart: anyChart },
      );
    expect((await attempt(serve)).failure?.message).toBeUndefined();
    const { failure } = await attempt('echo no data; exit 1');
    expect(failure?.advice).toMatch(/^The rollback to revision 1 failed too: /);
    expect(failure?.advice).toContain(`do it by hand: kubectl delete pod db-1 --namespace ${it.namespace}`);
  });

  test('what is missing is listed, all at once, before anything changes', async () => {
    const rules = (await documentedRules())
      .filter(({ apiGroups }) => !apiGroups.includes('apps') && !apiGroups.includes('coordination.k8s.io'))
      .map((rule) => ({ ...rule, verbs: rule.verbs.filter((verb) => verb !== 'delete') }));
    const kubeconfig = await userWith('little', rules);
    const { failure } = await it.attempt({ 'create-namespace': 'false', release: 'other' }, { kubeconfig });
    expect(failure?.message).toContain(
      'kubeconfig: its user has no right to delete secrets, get deployments, create deployments, patch deployments, get leases, create leases, patch leases, list replicasets in ' +
        it.namespace,
    );
    expect(await it.kubectl('get', 'all', '--selector=app=other', '--output=name')).toBe('');
  });

  test('so is what the chart makes that is not usual', async () => {
    const rules = (await documentedRules()).filter(({ resources }) => !resources.includes('networkpolicies'));
    const kubeconfig = await userWith('narrow', rules);
    const metadata = { name: 'narrow' };
    const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { podSelector: {} } };
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata, rules: [] };
    const hook = { ...metadata, annotations: { 'helm.sh/hook': 'pre-install' } };
    const account = { apiVersion: 'v1', kind: 'LimitRange', metadata: hook, spec: { limits: [] } };
    const values = stringify({ isDeployed: false, objects: [policy, role, account] });
    const given = { 'create-namespace': 'false', release: 'narrow', values };
    const { failure } = await it.attempt(given, { kubeconfig, chart: anyChart });
    expect(failure?.message).toContain('get networkpolicies, create networkpolicies, patch networkpolicies');
    expect(failure?.message).toContain('get limitranges, create limitranges, delete limitranges');
    expect(failure?.message).toContain('patch clusterroles in the whole cluster');
    expect(failure?.message).not.toContain('deployments');
  });
});
