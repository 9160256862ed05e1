import { expect, test } from 'vitest';
import { warningsOf } from './autoscaler.ts';
import type { Condition } from './objects.ts';

const clauses = (...conditions: Condition[]) =>
  warningsOf({ metadata: { name: 'web' }, status: { conditions } }).map(({ clause }) => clause);

test('an autoscaler that works, or has said nothing yet, is no matter', () => {
  expect(clauses({ type: 'AbleToScale', status: 'True' }, { type: 'ScalingActive', status: 'True' })).toEqual([]);
  expect(warningsOf({ metadata: { name: 'web' } })).toEqual([]);
});

test('one that cannot work is warned about', () => {
  const reason = 'FailedGetResourceMetric';
  expect(clauses({ type: 'ScalingActive', status: 'False', reason, message: 'no metrics known' })).toEqual([
    'warning: HorizontalPodAutoscaler/web does not scale (FailedGetResourceMetric): no metrics known',
  ]);
  expect(clauses({ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale' })).toHaveLength(1);
});

test.each<[string, Condition]>([
  ['its target is scaled to nothing by hand', { type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled' }],
  ['it would scale further than it may', { type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas' }],
  ['it does not know yet', { type: 'ScalingActive', status: 'Unknown' }],
])('no warning when %s', (_, condition) => {
  expect(clauses(condition)).toEqual([]);
});
