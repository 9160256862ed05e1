import { expect, test } from 'vitest';
import { appOf, appOfName } from './app.ts';

test.each([
  ['index-5d59d67564-8cqtm', 'Pod', 'index'],
  ['index-8cqtm', 'Pod', 'index'],
  ['shop-cart-67cbb66dcb-x2x5z', 'Pod', 'shop-cart'],
  ['nightly-28999200-8cqtm', 'Pod', 'nightly'],
  ['db-0', 'Pod', 'db'],
  ['db-12', 'Pod', 'db'],
  // Nothing that Kubernetes adds.
  ['order-service', 'Pod', 'order-service'],
  ['index-5d59d67564', 'ReplicaSet', 'index'],
  ['order-service', 'ReplicaSet', 'order-service'],
  ['nightly-28999200', 'Job', 'nightly'],
  ['migrate', 'Job', 'migrate'],
  ['data-db-0', 'PersistentVolumeClaim', 'data-db-0'],
])('%s of kind %s is of %s', (name, kind, app) => {
  expect(appOfName(name, kind)).toBe(app);
});

test('labels say it better than names, and owners better than nothing', () => {
  const owner = { kind: 'ReplicaSet', name: 'index-5d59d67564', uid: '1' };
  expect(
    appOf({ name: 'x', labels: { app: 'b', 'app.kubernetes.io/instance': 'a' }, ownerReferences: [owner] }, 'Pod'),
  ).toBe('a');
  expect(appOf({ name: 'x', labels: { tier: 'b' }, ownerReferences: [owner] }, 'Pod')).toBe('index');
  expect(appOf({ name: 'index-5d59d67564-8cqtm' }, 'Pod')).toBe('index');
});
