import { expect, test } from 'vitest';
import { explainRefusal } from './refusal.ts';

const forbidden = 'Error from server (Forbidden): error when creating "STDIN": pods "x" is forbidden: ';

test.each([
  [
    `${forbidden}exceeded quota: builds, requested: limits.memory=1152Mi, used: limits.memory=0, limited: limits.memory=1Gi`,
    'The namespace has no room for the pod of kaniko: its quota "builds" is used up',
  ],
  [
    `${forbidden}failed quota: builds: must specify limits.cpu for: kaniko`,
    'The namespace does not take the pod of kaniko: its quota "builds" wants resources to be given',
  ],
  [
    `${forbidden}maximum memory usage per Container is 512Mi, but limit is 1Gi`,
    'The namespace does not take the pod of kaniko: it has a limit of the maximum memory usage per Container',
  ],
  [
    `${forbidden}error looking up service account a/b: serviceaccount "b" not found`,
    'service-account: the namespace has no "b"',
  ],
  [
    'Error from server (NotFound): error when creating "STDIN": namespaces "a" not found',
    'namespace: the cluster has no "a"',
  ],
  [
    `${forbidden}violates PodSecurity "restricted:latest": runAsNonRoot != true`,
    'The namespace does not take the pod of kaniko: its Pod Security level is "restricted"',
  ],
])('%s', (stderr, headline) => {
  expect(explainRefusal('take the pod', stderr)).toMatchObject({ code: 'pod-refused', headline, reason: stderr });
});

test('words that nobody knows are the reason', () => {
  expect(explainRefusal('take the pod', 'something new\n')).toMatchObject({
    code: 'executor-failed',
    headline: 'The cluster did not take the pod',
    reason: 'something new',
  });
});
