import { join } from 'node:path';
import { environment } from '@slipway/lab';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { TestDeployment } from '../../actions/helm-deploy/src/testing/deployment.ts';

// Hooks of more than one deployment; those of one are cases.

const chart = join(import.meta.dirname, 'chart');
const { REGISTRY = '' } = await environment();

const key = { name: 'release', key: 'applied', optional: true };
const applied = { name: 'APPLIED', valueFrom: { configMapKeyRef: key } };

/** Values with a hook that is a Job; `$APPLIED` is `done` when it runs after the release has been applied. */
const withHook = (events: string, command: string, image = 'busybox:1', policy = 'before-hook-creation') =>
  stringify({
    image: { registry: REGISTRY },
    objects: [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'release' }, data: { applied: 'done' } },
      {
        ...{ apiVersion: 'batch/v1', kind: 'Job' },
        metadata: { name: 'import', annotations: { 'helm.sh/hook': events, 'helm.sh/hook-delete-policy': policy } },
        spec: {
          backoffLimit: 0,
          template: {
            spec: {
              restartPolicy: 'Never',
              containers: [
                { name: 'work', image: `${REGISTRY}/library/${image}`, command: ['sh', '-c', command], env: [applied] },
              ],
            },
          },
        },
      },
    ],
  });

describe.each([3, 4] as const)('with Helm %i', (major) => {
  let it: TestDeployment;
  beforeEach(async () => {
    it = await TestDeployment.open(major);
  });
  afterEach(() => it.close());
  const attempt = (values: string, given = {}) => it.attempt({ values, ...given }, { chart });

  test('a rollback ends when a hook of it cannot run, and names the hook', async () => {
    expect((await attempt(withHook('pre-rollback', 'exit 0', 'nowhere:1'))).failure?.message).toBeUndefined();
    const crash = stringify({ image: { registry: REGISTRY }, script: 'echo broken; exit 1' });
    const cause = 'hook Job/import (pre-rollback): container "work": image';
    const automatic = await attempt(crash);
    expect(automatic.failure?.headline).toContain('container "app" exits 1 at once: "broken" (last log line)');
    expect(automatic.failure?.advice).toContain('It could not be rolled back: Helm cannot roll web back to revision 1');
    expect(automatic.failure?.advice).toContain(cause);
    expect(automatic.failure?.outputs['rolled-back']).toBe('false');
  });

  test.each([
    ['hook-failed', ''],
    ['before-hook-creation', 'job.batch/import'],
  ])('one that cannot run is left or removed as Helm would: %s', async (policy, left) => {
    const values = withHook('pre-install', 'exit 0', 'nowhere:1', policy);
    const { failure } = await attempt(values);
    expect(failure?.headline).toContain('hook Job/import (pre-install): container "work": image');
    expect(await it.kubectl('get', 'jobs', '--output=name')).toBe(left);
    // Without the policy Helm would not replace what is left.
    expect((await attempt(withHook('pre-install', 'exit 0', 'busybox:1', policy))).failure?.message).toBeUndefined();
  });

  test('a hook that runs before and after is two', async () => {
    const { failure } = await attempt(
      withHook('pre-install,post-install', 'echo "applied: $APPLIED"; test -z "$APPLIED" && sleep 6'),
    );
    expect(failure?.headline).toContain(
      'hook Job/import (post-install): container "work" exits 1 at once: "applied: done" (last log line)',
    );
  });

  test('a rollback by hand', async () => {
    expect((await attempt(withHook('pre-rollback', 'echo no way; exit 1'))).failure?.message).toBeUndefined();
    expect((await attempt(stringify({ image: { registry: REGISTRY } }))).failure?.message).toBeUndefined();
    const { failure } = await it.attempt({ action: 'rollback' });
    const cause = 'hook Job/import (pre-rollback): container "work" exits 1 at once: "no way" (last log line)';
    expect(failure?.outputs.reason).toBe(`Helm cannot roll web back to revision 1: ${cause}`);
    expect(JSON.parse(failure?.outputs.diagnosis ?? '')).toMatchObject([
      { finding: { code: 'hook-failed', namespace: it.namespace }, log: ['no way'] },
    ]);
  });

  test('secrets of the job are in the log of a hook only', async () => {
    const secret = 'lab-secret-0123456789';
    const { failure } = await attempt(withHook('pre-install', `echo cannot log in with ${secret}; exit 1`), {
      'registry-username': 'somebody',
      'registry-password': secret,
    });
    expect(failure?.headline).toContain('"cannot log in with ***" (last log line)');
    expect(JSON.stringify(failure)).not.toContain(secret);
    expect(failure?.summary).not.toContain(secret);
  });
});
