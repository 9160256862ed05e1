import { setTimeout as wait } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { TestDeployment } from '../../actions/helm-deploy/src/testing/deployment.ts';
import { ActionProcess } from '../../actions/helm-deploy/src/testing/process.ts';

// Two runs that change one release at once, and runs that are killed.

const slow = 'command=sleep 6; mkdir /tmp/w; touch /tmp/w/index.html; exec httpd -f -h /tmp/w -p 8080';
const slower = slow.replace('sleep 6', 'sleep 30');
const crash = 'command=sleep 2; echo no table; exit 1';

describe.each([3, 4] as const)('with Helm %i', (major) => {
  const inNamespace = async (work: (it: TestDeployment) => Promise<void>) => {
    const it = await TestDeployment.open(major);
    await work(it).finally(() => it.close());
  };

  /** Some run changes the release now. */
  const isHeld = async (it: TestDeployment) => {
    while ((await it.kubectl('get', 'lease', 'web-slipway', '--output=jsonpath={.spec.holderIdentity}')) === '')
      await wait(50);
  };

  test.concurrent('a run waits for the one before, its rollback included', ({ expect }) =>
    inNamespace(async (it) => {
      expect((await it.attempt()).failure?.message).toBeUndefined();
      const failing = it.attempt({ set: crash });
      await isHeld(it);
      const [failed, next] = await Promise.all([failing, it.attempt({ set: slow })]);
      expect(failed.failure?.outputs).toMatchObject({ 'rolled-back': 'true', revision: '3' });
      expect(next.failure?.message).toBeUndefined();
      expect(next.outputs).toMatchObject({ revision: 4, 'previous-revision': 3 });
      const said = next.context.lines.map(({ text }) => text).join('\n');
      expect(said).toMatch(/Another run changes web in \S+: a run outside GitHub; waiting for it/);
    }));

  test.concurrent('a run gives up when its time is up, and has changed nothing', ({ expect }) =>
    inNamespace(async (it) => {
      const first = it.attempt({ set: slower, timeout: '180s' });
      await it.waitFor('lease/web-slipway');
      await isHeld(it);
      const { failure } = await it.attempt({ timeout: '1s' });
      expect(failure).toMatchObject({ code: 'busy' });
      expect((await first).outputs).toMatchObject({ result: 'success', revision: 1 });
    }));

  test.concurrent.for([0, 300, 600, 900, 1300, 1800, 4000])(
    'a run that is killed %i ms after it began to change the release does not stop the next one',
    (moment, { expect }) =>
      inNamespace(async (it) => {
        const started = await ActionProcess.start(it, major, { set: slow });
        await it.waitFor('lease/web-slipway');
        await wait(moment);
        await started.kill();
        const { outputs, failure } = await it.attempt();
        expect(failure?.message).toBeUndefined();
        expect(outputs?.result).toBe('success');
        expect(await it.kubectl('get', 'deployment', 'web', '-o=jsonpath={.status.availableReplicas}')).toBe('1');
        expect((await it.helm(['status', 'web'])).stdout).toContain('STATUS: deployed');
      }),
  );
});
