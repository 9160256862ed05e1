import { setTimeout as wait } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { TestDeployment } from '../../actions/helm-deploy/src/testing/deployment.ts';
import { ActionProcess } from '../../actions/helm-deploy/src/testing/process.ts';

// A run that is cancelled says so in the Lease before it ends: the next one need not find out by waiting for a renewal.

const slow = 'command=sleep 30; mkdir /tmp/w; touch /tmp/w/index.html; exec httpd -f -h /tmp/w -p 8080';
const moments = [
  { when: 'while Helm upgrades', after: /Deploy it\.web/, pause: 600 },
  { when: 'while it watches', after: /Watch the rollout/, pause: 500 },
] as const;

describe.each([3, 4] as const)('with Helm %i, a run that is cancelled', (major) => {
  test.concurrent.for(moments)('$when holds up the next one for a second', async ({ after, pause }, { expect }) => {
    const it = await TestDeployment.open(major);
    const lease = (field: string) => it.kubectl('get', 'lease', 'web-slipway', `--output=jsonpath={.spec.${field}}`);
    try {
      expect((await it.attempt()).failure?.message).toBeUndefined();
      const run = await ActionProcess.start(it, major, { set: slow });
      await run.says(after);
      await wait(pause);
      await run.cancel();
      expect(await lease('leaseDurationSeconds')).toBe('1');
      expect(await lease('holderIdentity')).toContain('a run outside GitHub');

      const { failure, outputs, context } = await it.attempt();
      expect(failure?.message).toBeUndefined();
      expect(outputs?.result).toBe('success');
      const said = context.lines.map(({ text }) => text).join('\n');
      expect(said).toMatch(/The run that held web in \S+ was ended: a run outside GitHub/);
      expect(await lease('holderIdentity')).toBe('');
    } finally {
      await it.close();
    }
  });
});
