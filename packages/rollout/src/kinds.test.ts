import { expect, test } from 'vitest';
import { ruleFor } from './kinds.ts';

test.each([
  ['apps/v1', 'Deployment', 'rollout'],
  ['apps/v1', 'StatefulSet', 'rollout'],
  ['apps/v1', 'DaemonSet', 'rollout'],
  ['batch/v1', 'Job', 'rollout'],
  ['batch/v1', 'CronJob', 'applied'],
  ['v1', 'PersistentVolumeClaim', 'binding'],
  ['v1', 'Service', 'endpoints'],
  ['networking.k8s.io/v1', 'Ingress', 'applied'],
  ['autoscaling/v1', 'HorizontalPodAutoscaler', 'scaling'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler', 'scaling'],
  ['v1', 'ConfigMap', 'applied'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding', 'applied'],
  ['', 'Deployment', 'applied'],
  ['cert-manager.io/v1', 'Certificate', 'conditions'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute', 'conditions'],
  ['serving.knative.dev/v1', 'Service', 'conditions'],
  ['batch.volcano.sh/v1alpha1', 'Job', 'conditions'],
])('%s %s is judged by: %s', (apiVersion, kind, rule) => {
  expect(ruleFor(apiVersion, kind)).toBe(rule);
});
