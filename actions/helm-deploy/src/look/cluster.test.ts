import { expect, test } from 'vitest';
import { isTooOld } from './cluster.ts';

test.each([
  ['v1.24.17', true],
  ['v1.25.0', false],
  ['v1.34.4+k3s1', false],
  ['v2.0.0', false],
  ['v0.9.0', true],
  ['unknown', false],
])('Kubernetes %s is too old: %s', (version, old) => {
  expect(isTooOld(version)).toBe(old);
});
