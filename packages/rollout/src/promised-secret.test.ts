import { expect, test } from 'vitest';
import { promisedSecret, waitForPromised } from './promised-secret.ts';
import type { Verdict } from './verdict.ts';

test.each([
  ['external-secrets.io/v1', 'ExternalSecret', { target: { name: 'made' } }, 'made'],
  ['external-secrets.io/v1beta1', 'ExternalSecret', {}, 'it'],
  ['cert-manager.io/v1', 'Certificate', { secretName: 'made' }, 'made'],
  ['bitnami.com/v1alpha1', 'SealedSecret', { template: { metadata: { name: 'made' } } }, 'made'],
  ['bitnami.com/v1alpha1', 'SealedSecret', undefined, 'it'],
  ['example.com/v1', 'Certificate', { secretName: 'made' }, undefined],
  ['v1', 'Secret', {}, undefined],
])('of %s %s %j the Secret %s is made', (apiVersion, kind, spec, secret) => {
  expect(promisedSecret({ apiVersion, kind, name: 'it', spec })).toBe(secret);
});

const failed = (...clauses: readonly string[]): Verdict => ({
  state: 'failed',
  findings: clauses.map((clause) => ({ code: 'config-missing', object: 'Pod/web-1', clause })),
});
const missing = 'container "app" cannot be configured: secret "made" not found';

test('a Secret that the release orders is waited for', () => {
  expect(waitForPromised(failed(missing, missing), ['made'])).toMatchObject({
    state: 'progressing',
    waitingFor: [`${missing}, which is being made`, `${missing}, which is being made`],
    suspects: [{ clause: missing }, { clause: missing }],
  });
  expect(waitForPromised(failed('a volume needs Secret "made", which does not exist'), ['made']).state).toBe(
    'progressing',
  );
});

test('nothing else is waited for', () => {
  expect(waitForPromised(failed(missing), [])).toEqual(failed(missing));
  expect(waitForPromised(failed(missing), ['other'])).toEqual(failed(missing));
  const both = failed(missing, 'container "app" cannot be configured: configmap "made" not found');
  expect(waitForPromised(both, ['made'])).toEqual(both);
  expect(waitForPromised({ state: 'succeeded' }, ['made'])).toEqual({ state: 'succeeded' });
});
