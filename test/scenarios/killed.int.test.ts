import { setTimeout as wait } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { TestDeployment } from '../../actions/helm-deploy/src/testing/deployment.ts';
import { ActionProcess } from '../../actions/helm-deploy/src/testing/process.ts';

// A run that is killed with its Helm at some moment of an upgrade: the next deployment succeeds, and one that fails after
// that returns to what really ran.

const version = (name: string, secondsToStart = 2) =>
  `command=sleep ${secondsToStart}; mkdir /tmp/w; echo ${name} > /tmp/w/index.html; exec httpd -f -h /tmp/w -p 8080`;
const crash = 'command=echo no table; exit 1';

interface Moment {
  readonly when: string;
  /** What it says last, and milliseconds after that. */
  readonly after: RegExp;
  readonly wait: number;
  readonly set: string;
  /** Revisions that may be known to be good after it. */
  readonly good: readonly (readonly string[])[];
}

// Slow enough that it never runs before the kill, however busy the machine is.
const upgrade = { set: version('killed', 30), good: [['1']] };
// A busy machine may kill it when the rollback is over; then that is good.
const failing = { set: crash, good: [['1'], ['1', '3']] };
const moments: readonly Moment[] = [
  { when: 'while it looks', after: /Look at files/, wait: 200, ...upgrade },
  { when: 'before Helm', after: /Deploy it\.web/, wait: 0, ...upgrade },
  { when: 'while Helm starts', after: /Deploy it\.web/, wait: 300, ...upgrade },
  { when: 'while Helm upgrades', after: /Deploy it\.web/, wait: 600, ...upgrade },
  { when: 'just after Helm', after: /Helm applied revision/, wait: 0, ...upgrade },
  { when: 'while it watches', after: /Watch the rollout/, wait: 1000, ...upgrade },
  { when: 'before it rolls back', after: /Restore/, wait: 0, ...failing },
  { when: 'while Helm rolls back', after: /Restore/, wait: 150, ...failing },
];

const goodOnes = (verdicts: Readonly<Record<string, string>>) =>
  Object.keys(verdicts).filter((revision) => verdicts[revision] === 'good');

describe.each([3, 4] as const)('with Helm %i, a run that is killed', (major) => {
  test.concurrent.for(moments)('$when', async ({ after, wait: pause, set, good }, { expect }) => {
    const it = await TestDeployment.open(major);
    const verdicts = async () =>
      JSON.parse(await it.kubectl('get', 'configmap', 'web-slipway-verdicts', '--output=jsonpath={.data}')) as Record<
        string,
        string
      >;
    const running = () =>
      it.kubectl(
        'get',
        'deployment',
        'web',
        '--output=jsonpath={.spec.template.spec.containers[0].command[2]} {.status.replicas} {.status.availableReplicas}',
      );
    try {
      expect((await it.attempt({ set: version('first') })).failure?.message).toBeUndefined();

      const run = await ActionProcess.start(it, major, { set });
      await run.says(after);
      await wait(pause);
      await run.kill();
      const left = goodOnes(await verdicts());
      expect(good).toContainEqual(left);

      const next = await it.attempt({ set: version('next'), timeout: '90s' });
      expect(next.failure?.message).toBeUndefined();
      const { revision = 0 } = next.outputs ?? {};
      expect(await running()).toMatch(/echo next .* 1 1$/);
      const known = await verdicts();
      expect(goodOnes(known)).toEqual([...left, String(revision)]);
      expect(Math.max(...Object.keys(known).map(Number))).toBe(revision);

      const { failure } = await it.attempt({ set: crash });
      expect(failure?.advice).toContain(`Revision ${revision} was restored as revision ${revision + 2} and runs again`);
      expect(await running()).toMatch(/echo next .* 1 1$/);
    } finally {
      await it.close();
    }
  });
});
