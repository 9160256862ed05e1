import { expect, test } from 'vitest';
import { defaultRules } from './defaults.ts';
import { ruleFor, selects } from './rule.ts';

const pod = { kind: 'Pod', name: 'index-1', namespace: 'shop-prod', app: 'index' };

test.each([
  ['OOMKilled', '', pod, 'out-of-memory'],
  ['Restarted', '', pod, 'crash-loop'],
  ['FailedCreate', 'pods "x" is forbidden: exceeded quota: small', { ...pod, kind: 'ReplicaSet' }, 'quota'],
  ['FailedCreate', 'pods "x" is forbidden: violates PodSecurity', { ...pod, kind: 'ReplicaSet' }, 'failed-create'],
  ['DeadlineExceeded', '', { ...pod, kind: 'Job' }, 'failed-jobs'],
  // A Deployment has this reason too, which its deployment tells.
  ['DeadlineExceeded', '', { ...pod, kind: 'Deployment' }, undefined],
  ['NotReady', '', { kind: 'Node', name: 'n1', namespace: '', app: 'n1' }, 'node-not-ready'],
  ['Scheduled', '', pod, undefined],
])('%s %s is of the right default rule', (reason, message, subject, name) => {
  expect(ruleFor(defaultRules, subject, reason, message)?.name).toBe(name);
});

test.each([
  [[], 'any', true],
  [['shop-*'], 'shop-prod', true],
  [['shop-*'], 'shop', false],
  [['*-prod', '*-test'], 'shop-test', true],
  [['a*b*c'], 'abc', true],
  [['a*b*c'], 'acb', false],
  [['a*a'], 'a', false],
  [['!*-dev'], 'shop-prod', true],
  [['!*-dev'], 'shop-dev', false],
  [['shop-*', '!*-dev'], 'shop-dev', false],
  [['*'], '', true],
  [['.*'], 'shop', false],
])('%j selects %s: %s', (patterns, text, isSelected) => {
  expect(selects(patterns, text)).toBe(isSelected);
});

test('a pattern takes no longer than its text', () => {
  expect(selects([`${'a*'.repeat(60)}b`], 'a'.repeat(5000))).toBe(false);
});
