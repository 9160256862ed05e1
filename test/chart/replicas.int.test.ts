import { describe, expect, test } from 'vitest';
import { majors, render } from './render.ts';

const selector = { 'app.kubernetes.io/name': 'index', 'app.kubernetes.io/instance': 'index' };

describe.each(majors)('how many pods run where, with Helm %i', (major) => {
  const objects = (values: unknown, kubeVersion = '1.33.0') => render(values, { major, kubeVersion });

  test('one pod has no budget, which would only hold its node, and nothing to spread', async () => {
    const { PodDisruptionBudget, HorizontalPodAutoscaler, Deployment } = await objects({ replicas: 1 });
    expect([PodDisruptionBudget, HorizontalPodAutoscaler]).toEqual([undefined, undefined]);
    expect(Deployment.spec.template.spec.topologySpreadConstraints).toBeUndefined();
  });

  test('of several pods a drained node takes one at a time, and never waits for a broken one', async () => {
    const { PodDisruptionBudget } = await objects({ replicas: 3 });
    expect(PodDisruptionBudget.spec).toEqual({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: selector },
    });
    expect(
      (await objects({ replicas: 3 }, '1.26.0')).PodDisruptionBudget.spec.unhealthyPodEvictionPolicy,
    ).toBeUndefined();
    expect((await objects({ replicas: 3, disruptionBudget: { enabled: false } })).PodDisruptionBudget).toBeUndefined();
  });

  test('several pods are spread over zones and nodes, those of the new version among themselves', async () => {
    const { Deployment } = await objects({ replicas: 2 });
    const constraint = (topologyKey: string) => ({
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: selector },
      matchLabelKeys: ['pod-template-hash'],
    });
    expect(Deployment.spec.template.spec.topologySpreadConstraints).toEqual([
      constraint('topology.kubernetes.io/zone'),
      constraint('kubernetes.io/hostname'),
    ]);
    const none = await objects({ replicas: 2, topologySpread: { keys: [] } });
    expect(none.Deployment.spec.template.spec.topologySpreadConstraints).toBeUndefined();
  });

  test('an autoscaler has the say over the number of pods', async () => {
    const autoscaling = { enabled: true, minReplicas: 2, maxReplicas: 9, targetCPU: 60, targetMemory: 80 };
    const { Deployment, HorizontalPodAutoscaler, PodDisruptionBudget } = await objects({ autoscaling });
    expect(Deployment.spec).not.toHaveProperty('replicas');
    expect(PodDisruptionBudget).toBeDefined();
    const metric = (name: string, averageUtilization: number) => ({
      type: 'Resource',
      resource: { name, target: { type: 'Utilization', averageUtilization } },
    });
    expect(HorizontalPodAutoscaler.spec).toEqual({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'index' },
      minReplicas: 2,
      maxReplicas: 9,
      metrics: [metric('cpu', 60), metric('memory', 80)],
      behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
    });
  });
});
