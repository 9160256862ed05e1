import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestDeployment } from './testing/deployment.ts';

// Somebody else changes a field that the chart sets.

describe.each([3, 4] as const)('with Helm %i', (major) => {
  let it: TestDeployment;
  beforeAll(async () => {
    it = await TestDeployment.open(major);
    expect((await it.attempt()).failure?.message).toBeUndefined();
    const container = { name: 'app', resources: { limits: { memory: '96Mi' } } };
    const patch = JSON.stringify({ spec: { template: { spec: { containers: [container] } } } });
    await it.kubectl('patch', 'deployment', 'web', '--field-manager=other', '--patch', patch);
  });
  afterAll(() => it.close());
  const memory = () =>
    it.kubectl('get', 'deployment', 'web', '--output=jsonpath={..containers[0].resources.limits.memory}');

  if (major === 3) {
    test('it is overwritten', async () => {
      expect((await it.attempt()).failure?.message).toBeUndefined();
      expect(await memory()).toBe('64Mi');
    });
    return;
  }

  test('the field, its object and who owns it are named, and what helps does', async () => {
    const { failure } = await it.attempt();
    expect(failure?.headline).toBe(
      `it.web 1 in ${it.namespace}: Helm cannot apply the chart: "other" owns ` +
        '.spec.template.spec.containers[name="app"].resources.limits.memory of Deployment/web, ' +
        'and Helm 4 does not overwrite what others have set',
    );
    expect(failure?.advice).toMatch(
      /^It could not be rolled back: Helm cannot roll web back to revision 1: "other" owns .*Leave these fields out of the chart, or let Helm take them back once: helm rollback web 1 /,
    );
    expect(await memory()).toBe('96Mi');

    const [, command = ''] = /: helm (rollback .*)$/.exec(failure?.advice ?? '') ?? [];
    expect((await it.helm(command.split(' '))).all).toContain('Rollback was a success');
    expect((await it.attempt()).failure?.message).toBeUndefined();
    expect(await memory()).toBe('64Mi');
  });
});
