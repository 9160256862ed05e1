import { connectCluster } from '@slipway/cluster';
import { hooksOf, type Operation } from '@slipway/rollout';
import { afterEach, expect, test } from 'vitest';
import type { ManifestObject } from '../helm/manifest.ts';
import { ApiServer } from '../testing/api-server.ts';
import { ObservedHooks } from './hooks.ts';

// A Job that is a hook before and after the change, when its first run was over before anybody looked.

const since = Date.parse('2026-11-23T12:00:00Z');
const at = (seconds: number) => new Date(since + seconds * 1000).toISOString().replace('.000', '');

let server: ApiServer;
afterEach(() => server.stop());

const config: ManifestObject = {
  ...{ kind: 'ConfigMap', name: 'config', namespace: 'bss-dev' },
  object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config' } },
};

/** A Job that was made after so many seconds and has failed, and the release's ConfigMap as the server has it. */
async function observed(operation: Operation, seconds: number, configMap?: object): Promise<ObservedHooks> {
  const metadata = { name: 'import', annotations: { 'helm.sh/hook': `pre-${operation},post-${operation}` } };
  const failed = { type: 'Failed', status: 'True', message: 'It took too long' };
  const jobs = '/apis/batch/v1/namespaces/bss-dev/jobs';
  server = await ApiServer.start({
    '/api/v1': { resources: [{ name: 'configmaps', kind: 'ConfigMap', namespaced: true }] },
    [`${jobs}/import`]: {
      metadata: { ...metadata, namespace: 'bss-dev', uid: 'j', creationTimestamp: at(seconds) },
      ...{ spec: { selector: { matchLabels: { 'job-name': 'import' } } }, status: { conditions: [failed] } },
    },
    '/api/v1/namespaces/bss-dev/pods': { items: [] },
    '/api/v1/namespaces/bss-dev/events': { items: [] },
    ...(configMap && { '/api/v1/namespaces/bss-dev/configmaps/config': { metadata: configMap } }),
  });
  const cluster = await connectCluster({
    ...{ kubeconfig: server.kubeconfig, context: '', signal: new AbortController().signal },
  });
  const object = { apiVersion: 'batch/v1', kind: 'Job', metadata };
  const hooks = hooksOf([{ kind: 'Job', name: 'import', namespace: 'bss-dev', object }], operation);
  const settings = { schedulingGrace: 60_000, promisedSecrets: [], since, clock: () => since + 60_000 };
  return new ObservedHooks(cluster, hooks, { ...settings, manifest: [config] });
}

const eventIn = ([finding]: readonly { readonly clause: string }[]) => /\(([^)]*)\)/.exec(finding?.clause ?? '')?.[1];
const changed = (seconds: number, manager = 'helm') => ({
  ...{ name: 'config', creationTimestamp: at(-3600) },
  managedFields: [
    { manager: 'kubectl-edit', time: at(10) },
    { manager, time: at(seconds) },
  ],
});

test.each<[string, Operation, number, object | undefined, string]>([
  ['too early for a second run', 'upgrade', 1, changed(-3600), 'pre-upgrade'],
  ['nothing is installed yet', 'install', 5, undefined, 'pre-install'],
  ['something is installed', 'install', 5, { name: 'config', creationTimestamp: at(3) }, 'post-install'],
  ['Helm has changed something since', 'upgrade', 5, changed(3), 'post-upgrade'],
  ['Helm 4 has', 'rollback', 5, changed(3, 'helm'), 'post-rollback'],
  ['somebody else has', 'upgrade', 5, changed(-3600), 'pre-upgrade or post-upgrade'],
  ['what there is to change is not there', 'upgrade', 5, undefined, 'pre-upgrade or post-upgrade'],
])('%s, in an %s', async (_, operation, seconds, configMap, event) => {
  const hooks = await observed(operation, seconds, configMap);
  expect(eventIn((await hooks.look()).findings)).toBe(event);
});

test('Helm itself says in which phase it has failed', async () => {
  const hooks = await observed('upgrade', 5, changed(-3600));
  const finding = await hooks.explain('UPGRADE FAILED: post-upgrade hooks failed: job import failed');
  expect(eventIn(finding ? [finding] : [])).toBe('post-upgrade');
});
