import { expect, test } from 'vitest';
import { blockingPods } from './forced-rollback.ts';
import type { Pod, StatefulSet } from './objects.ts';

const pod = (ordinal: number, hash: string, ready: 'True' | 'False', given: Partial<Pod['metadata']> = {}): Pod => ({
  metadata: {
    name: `db-${ordinal}`,
    labels: { 'controller-revision-hash': hash },
    ownerReferences: [{ kind: 'StatefulSet', name: 'db', uid: 's' }],
    ...given,
  },
  status: { conditions: [{ type: 'Ready', status: ready }] },
});
const set = (spec: StatefulSet['spec'] = {}, observedGeneration = 3): StatefulSet => ({
  metadata: { name: 'db', uid: 's', generation: 3 },
  spec,
  status: { observedGeneration, updateRevision: 'good' },
});
const broken = pod(1, 'bad', 'False');

test.each<[string, StatefulSet, Pod[], string[]]>([
  ['one of another version that is not ready blocks', set(), [pod(0, 'good', 'True'), broken], ['db-1']],
  ['not one that is ready', set(), [pod(1, 'bad', 'True')], []],
  ['not one of the version that is wanted', set(), [pod(1, 'good', 'False')], []],
  ['not one that is being deleted', set(), [pod(1, 'bad', 'False', { deletionTimestamp: 'now' })], []],
  ['not one of somebody else', set(), [pod(1, 'bad', 'False', { ownerReferences: [] })], []],
  ['nothing before the controller has seen the change', set({}, 2), [broken], []],
  ['nothing where the order does not matter', set({ podManagementPolicy: 'Parallel' }), [broken], []],
  ['nothing where somebody deletes by hand', set({ updateStrategy: { type: 'OnDelete' } }), [broken], []],
  ['nothing below the partition', set({ updateStrategy: { rollingUpdate: { partition: 2 } } }), [broken], []],
])('%s', (_, object, pods, names) => {
  const found = blockingPods({ workload: { kind: 'StatefulSet', object }, pods });
  expect(found.map(({ metadata }) => metadata.name)).toEqual(names);
});
