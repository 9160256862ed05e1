import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { TestDeployment } from './testing/deployment.ts';

// What was there before slipway, or what a killed run left, is never lost to a deployment that fails.

const web = join(import.meta.dirname, 'testing/web');
const crash = 'command=echo starting; exit 1';
const slow = 'command=sleep 6; mkdir /tmp/w; touch /tmp/w/index.html; exec httpd -f -h /tmp/w -p 8080';
/** Milliseconds after which nobody waits for something else than slipway. */
const later = { hurry: 20 * 60_000 };

describe.each([3, 4] as const)('with Helm %i', (major) => {
  const inNamespace = async (work: (it: TestDeployment) => Promise<void>) => {
    const it = await TestDeployment.open(major);
    await work(it).finally(() => it.close());
  };
  const uid = (it: TestDeployment) => it.kubectl('get', 'deployment', 'web', '--output=jsonpath={.metadata.uid}');
  const byHand = (it: TestDeployment, ...args: readonly string[]) =>
    it.helm(['install', 'web', web, '--create-namespace', '--set', slow, '--wait', ...args]);

  test.concurrent('a release by hand that Helm calls failed is returned to', ({ expect }) =>
    inNamespace(async (it) => {
      expect((await byHand(it, '--timeout=2s')).exitCode).not.toBe(0);
      await it.kubectl('rollout', 'status', 'deployment/web');
      const before = await uid(it);
      const { failure } = await it.attempt({ set: crash });
      expect(failure?.advice).toContain('Revision 1 was restored as revision 3 and runs again');
      expect(await uid(it)).toBe(before);
    }));

  test.concurrent('what was kept although it failed, and came to run, is not removed', ({ expect }) =>
    inNamespace(async (it) => {
      expect((await it.attempt()).failure?.message).toBeUndefined();
      await it.kubectl('patch', 'configmap', 'web-slipway-verdicts', '--patch={"data":{"1":"failed"}}');
      const before = await uid(it);
      const { failure } = await it.attempt({ set: crash });
      expect(failure?.advice).toContain('revision 2 was left as it is and not removed');
      expect(failure?.outputs).toMatchObject({ 'rolled-back': 'false', revision: '2' });
      expect(await uid(it)).toBe(before);
    }));

  test.concurrent('an installation by hand that was killed goes on, and is not removed', ({ expect }) =>
    inNamespace(async (it) => {
      const install = byHand(it, '--timeout=60s');
      await it.waitFor('deployment/web');
      install.kill('SIGKILL');
      await install;
      const before = await uid(it);
      const { failure, outputs } = await it.attempt({}, later);
      expect(failure?.message).toBeUndefined();
      expect(outputs).toMatchObject({ result: 'success', revision: 3 });
      expect(await uid(it)).toBe(before);
    }));

  test.concurrent('a first deployment whose run was killed, but which runs, is returned to', ({ expect }) =>
    inNamespace(async (it) => {
      expect((await it.attempt()).failure?.message).toBeUndefined();
      await it.kubectl('patch', 'configmap', 'web-slipway-verdicts', '--patch={"data":{"1":"watched"}}');
      const before = await uid(it);
      const { failure } = await it.attempt({ set: crash });
      expect(failure?.advice).toContain('Revision 1 was restored as revision 3 and runs again');
      expect(await uid(it)).toBe(before);
    }));

  test.concurrent('a removal that was killed is brought to its end', ({ expect }) =>
    inNamespace(async (it) => {
      expect((await it.attempt()).failure?.message).toBeUndefined();
      const finalizers = (names: string) =>
        it.kubectl('patch', 'deployment', 'web', `--patch={"metadata":{"finalizers":${names}}}`, '--type=merge');
      await finalizers('["slipway.test/hold"]');
      // Helm 4's own way to wait may end before what it waits for is gone.
      const removal = it.helm(['uninstall', 'web', major === 4 ? '--wait=legacy' : '--wait', '--timeout=60s']);
      while (!(await it.helm(['status', 'web'])).stdout.includes('uninstalling')) await wait(100);
      removal.kill('SIGKILL');
      await removal;
      await finalizers('[]');
      const { failure, outputs, context } = await it.attempt({}, later);
      expect(failure?.message).toBeUndefined();
      expect(outputs).toMatchObject({ result: 'success', revision: 1 });
      expect(context.lines.map(({ text }) => text).join('\n')).toContain('its removal was killed. It is removed');
    }));
});
