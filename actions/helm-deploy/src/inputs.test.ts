import { Failure } from '@slipway/findings';
import { readFrom } from '@slipway/runner';
import { expect, test } from 'vitest';
import { readInputs } from './inputs.ts';

const usual = { app: 'index', project: 'bss', env: 'dev' };
const read = (given: Readonly<Record<string, string>>) =>
  readFrom((name) => ({ ...usual, ...given })[name] ?? '', readInputs);

function refusal(given: Readonly<Record<string, string>>): string {
  try {
    read(given);
    return 'accepted';
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

test('the old job needs app, project, env and tag; namespace, release, image and path follow from them', () => {
  expect(read({ tag: '3f1c2ab.20260102-0304' })).toMatchObject({
    action: 'deploy',
    namespace: 'bss-dev',
    release: 'index',
    imageRepository: 'bss.index',
    ingressPaths: ['/index'],
    timeout: 600_000,
    onFailure: 'rollback',
    onFirstFailure: 'remove',
    verifyImage: true,
    recoverPending: true,
    bakeTime: 0,
    maxRestarts: 0,
  });
});

test('an inventory needs a project and nothing else', () => {
  expect(read({ action: 'status', app: '', env: '' })).toMatchObject({
    environments: ['dev', 'test', 'stage', 'prod'],
  });
  expect(refusal({ action: 'status', app: '', project: '' })).toBe(
    'Bad input: project: not given; allowed: a project, whose inventory is taken, or an app',
  );
});

test.each([
  ['app', 'Index', 'lower-case letters, digits and -, such as index'],
  ['app', 'index-', 'lower-case letters, digits and -, such as index'],
  ['project', 'bss.index', 'lower-case letters, digits and -, such as index'],
  ['env', 'dev/prod', 'lower-case letters, digits and -, such as index'],
  ['namespace', 'n_', 'lower-case letters, digits and -, such as index'],
  ['namespace', 'n'.repeat(64), '63 characters at most'],
  ['release', 'r'.repeat(54), '53 characters at most'],
  ['tag', '-x', 'letters, digits, _ . and -, 128 at most, not beginning with . or -'],
  ['tag', 'a/b', 'letters, digits, _ . and -, 128 at most, not beginning with . or -'],
  ['digest', 'sha256:12', 'sha256: and 64 hexadecimal digits'],
  ['image-repository', 'Bss', 'the name of a repository, such as bss.index'],
  ['ingress-paths', 'index', 'a path such as /index'],
  ['health-url', 'example.com', 'an http or https address'],
  ['timeout', '5 minutes', 'a duration such as 90s or 10m, 6h at most'],
  ['timeout', '7h', 'a duration such as 90s or 10m, 6h at most'],
  ['bake-time', '-1s', 'a duration such as 90s or 10m, 1h at most'],
  ['max-restarts', '-1', 'a whole number of at least 0'],
  ['revision', '0', 'a whole number of at least 1'],
  ['action', 'delete', 'deploy, rollback, uninstall or status'],
  ['on-failure', 'undo', 'rollback or keep'],
  ['on-first-failure', 'rollback', 'remove or keep'],
  ['verify-image', 'maybe', 'true or false'],
  ['registry-username', 'ci', 'a user together with registry-password, or neither'],
])('%s: "%s" is refused with what is allowed', (name, value, allowed) => {
  expect(refusal({ [name]: value })).toBe(`Bad input: ${name}: "${value}" given; allowed: ${allowed}`);
});

test.each(['chart', 'value-files', 'set', 'set-string', 'app-config', 'registry', 'kube-context', 'working-directory'])(
  '%s may not begin with "-", which Helm would take for an option',
  (name) => {
    expect(refusal({ [name]: '--post-renderer=/bin/sh' })).toMatch(
      new RegExp(`^Bad input: ${name}: "--post-renderer=/bin/sh" given; allowed: `),
    );
  },
);

test('all bad inputs are told at once', () => {
  expect(refusal({ app: 'A', tag: '/', timeout: 'x' }).split('\n')).toEqual([
    '3 bad inputs:',
    expect.stringContaining('app: "A" given'),
    expect.stringContaining('tag: "/" given'),
    expect.stringContaining('timeout: "x" given'),
  ]);
});
