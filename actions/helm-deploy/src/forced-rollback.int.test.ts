import { describe, test } from 'vitest';
import { TestDeployment } from './testing/deployment.ts';
import { anyChart, serve, statefulSet } from './testing/stateful-set.ts';

// https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback

describe.each([3, 4] as const)('with Helm %i, a StatefulSet whose new pod never becomes ready', (major) => {
  test.concurrent('is rolled back, for which that pod is deleted', async ({ expect }) => {
    const it = await TestDeployment.open(major);
    try {
      const [good, bad] = [await statefulSet(serve), await statefulSet('echo no data; exit 1')];
      expect((await it.attempt({ values: good }, { chart: anyChart })).failure?.message).toBeUndefined();
      const { failure, context } = await it.attempt({ values: bad }, { chart: anyChart });
      expect(failure?.advice).toMatch(
        /^Revision 1 was restored as revision 3 and runs again \(.*\); its StatefulSet waited for db-1, which had to be deleted\.$/,
      );
      expect(failure?.outputs).toMatchObject({ 'rolled-back': 'true' });
      const said = context.lines.map(({ text }) => text);
      expect(said).toContain('StatefulSet/db waits for its pod db-1, which is of the version that failed; deleted it');
      expect(await it.kubectl('get', 'statefulset', 'db', '--output=jsonpath={.status.availableReplicas}')).toBe('2');
    } finally {
      await it.close();
    }
  });
});
