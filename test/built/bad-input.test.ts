import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { startBundle } from './start.ts';

/** For each action an input that it must refuse, with what its message has to say. */
const refused: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
  [
    'checkout-tag',
    { ref: '--upload-pack=touch x', clean: 'perhaps' },
    ['ref: "--upload-pack=touch x" given', 'clean: "perhaps" given; allowed: true or false'],
  ],
  [
    'dependency-cache',
    { key: 'a,b', 'read-only': 'perhaps' },
    ['key: "a,b" given', 'read-only: "perhaps" given; allowed: true or false'],
  ],
  [
    'maven-build',
    { 'test-failures': 'maybe', timeout: '10' },
    ['test-failures: "maybe" given; allowed: unstable, fail or ignore', 'timeout: "10" given'],
  ],
  [
    'npm-build',
    { 'package-manager': 'bun', timeout: '10' },
    ['package-manager: "bun" given; allowed: auto, npm, pnpm or yarn', 'timeout: "10" given'],
  ],
  [
    'sonar-scan',
    { scanner: 'gradle', timeout: 'never' },
    ['scanner: "gradle" given; allowed: auto, maven or cli', 'timeout: "never" given'],
  ],
  ['kaniko-push', { runtime: 'docker', registry: '-x' }, ['runtime: "docker" given', 'registry: "-x" given']],
  [
    'cluster-alerts',
    { namespaces: 'Shop', watch: '10' },
    ['namespaces: "Shop" given; allowed: namespaces, or patterns', 'watch: "10" given'],
  ],
  ['helm-deploy', { action: 'destroy', timeout: '5' }, ['action: "destroy" given', 'timeout: "5" given']],
  [
    'notify-email',
    { 'smtp-security': 'some', 'fail-on-error': 'si' },
    ['smtp-security: "some" given', 'fail-on-error: "si" given; allowed: true or false'],
  ],
];

describe.each(refused)('%s', (name, inputs, sentences) => {
  test('names every wrong input at once, leaves nothing behind and shows no secret', async () => {
    const secret = 'correct-horse-battery';
    const { exitCode, log, outputs, summary, temp } = await startBundle(name, {
      ...inputs,
      token: secret,
      password: secret,
    });
    expect(exitCode).toBe(1);
    for (const sentence of sentences) expect(log).toContain(sentence);
    expect(log.match(/^::error/gm)).toHaveLength(1);
    expect(summary).toContain(`❌ ${name}`);
    expect(outputs.get('reason')).toMatch(/\S/);
    expect(log.replaceAll(`::add-mask::${secret}`, '')).not.toContain(secret);
    expect(await readdir(temp)).toEqual([]);
  });
});
