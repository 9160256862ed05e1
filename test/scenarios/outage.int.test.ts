import { setTimeout as wait } from 'node:timers/promises';
import { describe, test } from 'vitest';
import type { ApiProxy } from '../../actions/helm-deploy/src/testing/api-proxy.ts';
import { behindProxy } from '../../actions/helm-deploy/src/testing/behind-proxy.ts';
import type { TestDeployment } from '../../actions/helm-deploy/src/testing/deployment.ts';

// An API server that is restarted, or whose connections fall silent, at some moment of a deployment.

const slow = 'command=sleep 6; mkdir /tmp/w; touch /tmp/w/index.html; exec httpd -f -h /tmp/w -p 8080';
const crash = 'command=sleep 3; echo no table; exit 1';
/** Milliseconds for which the API server is away. */
const away = 8000;

interface Case {
  readonly when: string;
  /** Whether another run, which was killed, holds the release. */
  readonly isHeld?: true;
  readonly inputs?: Readonly<Record<string, string>>;
  /** What it has said when it happens; the beginning when not given. */
  readonly after?: RegExp;
  readonly befall: (proxy: ApiProxy) => unknown;
  /** Milliseconds between the two. */
  readonly pause?: number;
  readonly rolledBack?: true;
}

const restart = (proxy: ApiProxy) => proxy.restart(away);
const cases: readonly Case[] = [
  { when: 'while it waits for its turn', isHeld: true, after: /^Another run changes/, befall: restart },
  { when: 'before Helm', after: /^Deploy /, befall: restart },
  { when: 'while it watches', after: /^Watch /, pause: 2000, befall: restart },
  { when: 'while it watches what fails', inputs: { set: crash }, after: /^Watch /, befall: restart, rolledBack: true },
  { when: 'before it rolls back', inputs: { set: crash }, after: /^Restore/, befall: restart, rolledBack: true },
  { when: 'in the bake time', inputs: { 'bake-time': '4s' }, after: /^watching on/, befall: restart },
  { when: 'silently, while it watches', after: /^Watch /, pause: 2000, befall: (proxy) => proxy.fallSilent() },
];

describe.each([3, 4] as const)('with Helm %i, the API server is away', (major) => {
  test.concurrent.for(cases)('$when', (given, { expect }) =>
    behindProxy(major, async (it, proxy) => {
      const { after = /^/, pause = 0, befall, inputs = {}, rolledBack, isHeld } = given;
      if (isHeld) await hold(it);
      if (rolledBack) expect((await it.attempt()).failure?.message).toBeUndefined();
      const { context, ended } = await it.start({ set: slow, ...inputs }, { kubeconfig: proxy.kubeconfig });
      let isOver = false;
      void ended.finally(() => {
        isOver = true;
      });
      while (!isOver && !context.lines.some(({ text }) => after.test(text))) await wait(5);
      await wait(pause);
      await befall(proxy);
      const { outputs, failure } = await ended;
      if (rolledBack) {
        expect(failure?.headline).toMatch(/exits 1 (at once|after [\d.]+ s): "no table" \(last log line\)/);
        expect(failure?.outputs).toMatchObject({ 'rolled-back': 'true', revision: '3' });
      } else {
        expect(failure?.message).toBeUndefined();
        expect(outputs).toMatchObject({ result: 'success', revision: 1 });
      }
      const verdicts = await it.kubectl('get', 'configmap', 'web-slipway-verdicts', '--output=jsonpath={.data}');
      expect(JSON.parse(verdicts)).toEqual(rolledBack ? { 1: 'good', 2: 'failed', 3: 'good' } : { 1: 'good' });
      expect(await it.kubectl('get', 'lease', 'web-slipway', '--output=jsonpath={.spec.holderIdentity}')).toBe('');
    }),
  );

  test.concurrent('and comes back too late while it looks', ({ expect }) =>
    behindProxy(major, async (it, proxy) => {
      const back = proxy.restart(away);
      const { failure } = await it.attempt({}, { kubeconfig: proxy.kubeconfig });
      await back;
      expect(failure).toMatchObject({ code: 'cluster-unreachable' });
      expect(await it.kubectl('get', 'namespaces', '--output=name')).not.toContain(it.namespace);
    }));
});

function hold(it: TestDeployment): Promise<void> {
  const spec = { holderIdentity: 'another run', leaseDurationSeconds: 3 };
  return it.apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: it.namespace } },
    { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'web-slipway' }, spec },
  );
}
