import { expect, test } from 'vitest';
import { type CustomResource, judgeCustomResource } from './custom-resource.ts';

const resource = (status: unknown, spec: unknown = {}): CustomResource => ({
  kind: 'Certificate',
  metadata: { name: 'web', generation: 2 },
  spec,
  status,
});
const condition = (type: string, status: string, more: object = {}) => ({ type, status, ...more });

test.each<[string, unknown, string]>([
  ['has no status', undefined, 'succeeded'],
  ['has no conditions', { phase: 'Pending' }, 'succeeded'],
  ['has conditions of its own making', { conditions: { ready: 'no' } }, 'succeeded'],
  ['has a list of something else', { conditions: ['Ready', null, 3] }, 'succeeded'],
  ['has conditions nobody agreed on', { conditions: [condition('Synced', 'False')] }, 'succeeded'],
  ['is ready', { observedGeneration: 2, conditions: [condition('Ready', 'True')] }, 'succeeded'],
  ['is ready, and says no generation', { conditions: [condition('Ready', 'True')] }, 'succeeded'],
  ['was ready before', { observedGeneration: 1, conditions: [condition('Ready', 'True')] }, 'progressing'],
  [
    'was ready before, says the condition',
    { conditions: [condition('Ready', 'True', { observedGeneration: 1 })] },
    'progressing',
  ],
  ['is not ready', { observedGeneration: 2, conditions: [condition('Ready', 'False')] }, 'progressing'],
  ['does not know', { observedGeneration: 2, conditions: [condition('Ready', 'Unknown')] }, 'progressing'],
  ['is worked on', { conditions: [condition('Ready', 'True'), condition('Reconciling', 'True')] }, 'progressing'],
  ['is not worked on', { conditions: [condition('Reconciling', 'False')] }, 'succeeded'],
  ['is stalled', { observedGeneration: 2, conditions: [condition('Stalled', 'True')] }, 'failed'],
  [
    'is stalled, says the condition',
    { conditions: [condition('Stalled', 'True', { observedGeneration: 2 })] },
    'failed',
  ],
  ['was stalled before', { observedGeneration: 1, conditions: [condition('Stalled', 'True')] }, 'progressing'],
  ['is stalled since nobody knows when', { conditions: [condition('Stalled', 'True')] }, 'progressing'],
  [
    'is stalled and worked on',
    { observedGeneration: 2, conditions: [condition('Stalled', 'True'), condition('Reconciling', 'True')] },
    'progressing',
  ],
  ['has failed as a Job does', { observedGeneration: 2, conditions: [condition('Failed', 'True')] }, 'failed'],
  [
    'had something fail, and is ready',
    { observedGeneration: 2, conditions: [condition('Failed', 'True'), condition('Ready', 'True')] },
    'succeeded',
  ],
])('an object that %s', (_, status, expected) => {
  expect(judgeCustomResource(resource(status)).state).toBe(expected);
});

test.each([{ suspend: true }, { paused: true }])('one that its controller leaves alone: %o', (spec) => {
  expect(judgeCustomResource(resource({ observedGeneration: 1 }, spec)).state).toBe('succeeded');
});

test('it says itself what it waits for', () => {
  const status = { conditions: [condition('Ready', 'False', { reason: 'Issuing', message: 'order is pending' })] };
  expect(judgeCustomResource(resource(status))).toMatchObject({
    waitingFor: ['Certificate/web is not ready: Issuing: order is pending'],
    suspects: [{ code: 'not-ready', object: 'Certificate/web' }],
  });
  expect(judgeCustomResource(resource({ conditions: [condition('Ready', 'Unknown')] }))).toMatchObject({
    waitingFor: ['Certificate/web is not ready: Ready is Unknown'],
  });
});
