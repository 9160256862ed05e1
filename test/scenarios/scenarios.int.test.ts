import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { environment } from '@slipway/lab';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Attempt, TestDeployment } from '../../actions/helm-deploy/src/testing/deployment.ts';
import { readScenarios, type Scenario } from './scenario.ts';

// The verdict on a rollout, on a real cluster with a real kubelet: every folder of cases/ with Helm 3 and with Helm 4.

const chart = join(import.meta.dirname, 'chart');
const scenarios = await readScenarios();

describe.each([3, 4] as const)('with Helm %i', (major) => {
  test.concurrent.for(scenarios)('$name: $about', async (scenario, { expect }) => {
    const it = await TestDeployment.open(major);
    try {
      await prepare(it, scenario);
      const start = performance.now();
      const [attempt] = await Promise.all([deploy(it, scenario), meddle(it, scenario)]);
      const duration = performance.now() - start;
      if (scenario.verdict === 'success') expect(attempt.failure?.message).toBeUndefined();
      else expectFailure(scenario, attempt);
      // Several run at once here; the benchmark measures how long one takes that is alone.
      expect(duration).toBeLessThan(4 * scenario.within);
    } finally {
      for (const args of scenario.finally) await it.kubectl(...filledIn(args, it));
      await it.close();
    }
  });
});

function expectFailure({ code, cause, rolledBack }: Scenario, { failure, outputs }: Attempt): void {
  expect(outputs, 'it must fail').toBeUndefined();
  const [first] = JSON.parse(failure?.outputs.diagnosis ?? '[]') as { finding: { code: string } }[];
  expect(failure?.headline).toMatch(cause);
  expect(code).toContain(first?.finding.code);
  if (rolledBack !== undefined) expect(failure?.outputs['rolled-back']).toBe(String(rolledBack));
}

async function prepare(it: TestDeployment, { labels, before, after }: Scenario): Promise<void> {
  if (before.length > 0 || Object.keys(labels).length > 0) {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: it.namespace, labels } };
    await it.apply(namespace, ...(await fillIn(before, it)));
  }
  if (after === undefined) return;
  const { failure } = await it.attempt({ values: await valuesOf(after) }, { chart });
  expect(failure, 'the release before').toBeUndefined();
}

async function deploy(it: TestDeployment, { values, inputs }: Scenario): Promise<Attempt> {
  const filled = (await valuesOf(values)).replaceAll('$NAMESPACE', it.namespace);
  return it.attempt({ ...inputs, values: filled }, { chart });
}

async function meddle(it: TestDeployment, { later }: Scenario): Promise<void> {
  await Promise.all(
    later.map(async ({ after, kubectl }) => {
      await wait(after);
      await it.kubectl(...filledIn(kubectl, it));
    }),
  );
}

async function valuesOf(text: string): Promise<string> {
  const { REGISTRY = '' } = await environment();
  return stringify({ ...parse(text.replaceAll('$REGISTRY', REGISTRY)), image: { registry: REGISTRY } });
}

async function fillIn<T>(objects: T, { namespace }: TestDeployment): Promise<T> {
  const { REGISTRY = '' } = await environment();
  const text = JSON.stringify(objects).replaceAll('$REGISTRY', REGISTRY).replaceAll('$NAMESPACE', namespace);
  return JSON.parse(text) as T;
}

const filledIn = (args: readonly string[], { namespace }: TestDeployment) =>
  args.map((arg) => arg.replaceAll('$NAMESPACE', namespace));
