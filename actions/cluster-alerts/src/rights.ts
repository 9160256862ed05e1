import type { Cluster, Right } from '@slipway/cluster';
import type { Scope } from './collect/watcher.ts';
import { AlertsFailure } from './failure.ts';
import { configMapPattern, type Inputs } from './inputs.ts';

/** @throws {AlertsFailure} `rights-missing`, with every right that is missing. Nothing has been changed then. */
export async function requireRights(cluster: Cluster, scope: Scope, inputs: Inputs): Promise<void> {
  const verbs = inputs.watch > 0 ? ['list', 'watch'] : ['list'];
  const on = (resource: string, wanted: readonly string[]): Right[] =>
    wanted.map((verb) => ({ verb, group: '', resource }));
  const [, stateNamespace] = configMapPattern.exec(inputs.state) ?? [];
  const needed = [
    ...scope.eventNamespaces.map((namespace) => ({
      namespace,
      rights: [...(scope.namespaces.includes(namespace) ? on('pods', verbs) : []), ...on('events', verbs)],
    })),
    ...(scope.nodes ? [{ namespace: '', rights: on('nodes', verbs) }] : []),
    ...(stateNamespace === undefined
      ? []
      : [
          { namespace: stateNamespace, rights: on('configmaps', inputs.dryRun ? ['get'] : ['get', 'create', 'patch']) },
        ]),
  ];
  const missing = await Promise.all(
    needed.map(async ({ namespace, rights }) => ({
      namespace,
      rights: await cluster.missingRights(namespace, rights),
    })),
  );
  const lines = missing.flatMap(({ namespace, rights }) =>
    rights.map(
      ({ verb, resource }) => `- ${verb} ${resource} in ${namespace === '' ? 'the whole cluster' : namespace}`,
    ),
  );
  if (lines.length === 0) return;
  throw new AlertsFailure({
    code: 'rights-missing',
    headline: `The user of context "${cluster.context}" lacks ${lines.length === 1 ? 'a right' : `${lines.length} rights`} at ${cluster.server}`,
    reason: lines.join('\n'),
    advice: 'examples/cluster-alerts/rbac.yaml has them all; "namespaces" and "nodes: false" need fewer.',
  });
}
