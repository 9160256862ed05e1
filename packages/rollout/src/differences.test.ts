import { expect, test } from 'vitest';
import { differences } from './differences.ts';

const deployment = (container: object, more: object = {}) => ({
  kind: 'Deployment',
  name: 'index',
  object: {
    kind: 'Deployment',
    metadata: { name: 'index', annotations: { 'slipway.dev/revision': String(Math.random()) } },
    spec: { replicas: 1, template: { spec: { containers: [{ name: 'app', image: 'a:1', ...container }] } }, ...more },
  },
});
const configMap = (data: object) => ({ kind: 'ConfigMap', name: 'config', object: { kind: 'ConfigMap', data } });

test('fields are named by their path, items of lists by their names', () => {
  const before = [deployment({ resources: { limits: { memory: '64Mi' } } })];
  const after = [deployment({ image: 'a:2', resources: { limits: { memory: '32Mi' } } }, { replicas: 2 })];
  expect(differences(before, after)).toEqual([
    'Deployment/index spec.replicas: 1 → 2',
    'Deployment/index spec.template.spec.containers[app].image: a:1 → a:2',
    'Deployment/index spec.template.spec.containers[app].resources.limits.memory: 64Mi → 32Mi',
  ]);
});

test('objects come and go', () => {
  expect(differences([configMap({})], [deployment({})])).toEqual([
    'Deployment/index is new',
    'ConfigMap/config is gone',
  ]);
});

test('the same version again differs in nothing', () => {
  expect(differences([deployment({})], [deployment({})])).toEqual([]);
});

test('what may be a secret is named and not shown', () => {
  const secret = 'hunter2';
  const env = (value: string) => deployment({ env: [{ name: 'DB_PASSWORD', value }], args: [`--password=${value}`] });
  const lines = [
    ...differences([env('old')], [env(secret)]),
    ...differences([configMap({ 'app.yml': 'a' })], [configMap({ 'app.yml': `password: ${secret}`, more: secret })]),
  ];
  expect(lines).toEqual([
    'Deployment/index spec.template.spec.containers[app].env[DB_PASSWORD].value: changed',
    'Deployment/index spec.template.spec.containers[app].args: changed',
    'ConfigMap/config data.app.yml: changed',
    'ConfigMap/config data.more: added',
  ]);
});

test('a field that appears, and a value that is long', () => {
  const [line = ''] = differences([deployment({})], [deployment({}, { paused: 'x'.repeat(300) })]);
  expect(line).toMatch(/^Deployment\/index spec\.paused: nothing → x{119}…$/);
});
