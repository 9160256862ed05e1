import { expect, test } from 'vitest';
import { Apps } from './apps.ts';

const labels = { 'app.kubernetes.io/instance': 'shop' };
const made = (name: string, kind: string, owner: string) => ({
  metadata: { name, namespace: 'prod', labels, ownerReferences: [{ kind, name: owner, uid: 'u' }] },
});

test.each([
  ['Pod', 'web-5d59d67564-8cqtm', 'shop'],
  // Of the next version, and gone before anybody saw it.
  ['Pod', 'web-6c8f9b7d54-x2x5z', 'shop'],
  ['ReplicaSet', 'web-6c8f9b7d54', 'shop'],
  ['Deployment', 'web', 'shop'],
  ['HorizontalPodAutoscaler', 'web', 'shop'],
  ['StatefulSet', 'db', 'shop'],
  ['PersistentVolumeClaim', 'data-db-0', 'shop'],
  ['PersistentVolumeClaim', 'data-db-1', undefined],
  ['Job', 'nightly-29000001', 'shop'],
  ['Deployment', 'cart', undefined],
])('%s %s is of %s, as its pods say', (kind, name, app) => {
  const apps = new Apps();
  apps.add(made('web-5d59d67564-8cqtm', 'ReplicaSet', 'web-5d59d67564'));
  apps.add({
    ...made('db-0', 'StatefulSet', 'db'),
    spec: { containers: [], volumes: [{ persistentVolumeClaim: { claimName: 'data-db-0' } }, {}] },
  });
  apps.add(made('nightly-28999200-8cqtm', 'Job', 'nightly-28999200'));
  expect(apps.of(kind, 'prod', name)).toBe(app);
  expect(apps.of(kind, 'dev', name)).toBeUndefined();
  expect(apps.size).toBe(3);
});
