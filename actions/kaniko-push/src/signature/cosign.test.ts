import { expect, test } from 'vitest';
import { type CosignCall, cosignArguments, cosignReason } from './cosign.ts';

const digest = `sha256:${'a'.repeat(64)}` as CosignCall['digest'];
const inputs = {
  registry: 'registry.example.com',
  repository: 'shop/bss.index',
  insecure: false,
  skipTlsVerify: false,
  cosignKey: 'awskms:///alias/images',
  cosignTlog: false,
};

function args(given: Partial<CosignCall['inputs']> = {}, more: Partial<CosignCall> = {}): string[] {
  return cosignArguments({
    inputs: { ...inputs, ...given },
    digest,
    workspace: '/work',
    registryCa: '',
    help: '',
    ...more,
  });
}

test('the image is signed by its digest, in no transparency log', () => {
  const image = `registry.example.com/shop/bss.index@${digest}`;
  expect(args()).toEqual(['sign', '--yes', '--key', 'awskms:///alias/images', '--tlog-upload=false', image]);
});

test.each([
  ['hashivault://images', 'hashivault://images'],
  ['env://MY_KEY', 'env://MY_KEY'],
  ['keys/cosign.key', '/work/keys/cosign.key'],
  ['/etc/cosign.key', '/etc/cosign.key'],
  ['-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nc2VjcmV0\n-----END', 'env://COSIGN_PRIVATE_KEY'],
])('the key %j is named as %s', (cosignKey, named) => {
  expect(args({ cosignKey })[3]).toBe(named);
});

test('what the push may, signing may', () => {
  const more = args({ insecure: true, skipTlsVerify: true, cosignTlog: true }, { registryCa: '/tmp/ca.pem' });
  expect(more).toEqual(
    expect.arrayContaining([
      ...['--tlog-upload=true', '--registry-cacert=/tmp/ca.pem', '--allow-insecure-registry', '--allow-http-registry'],
    ]),
  );
});

test('options of version 3 are given to a cosign that knows them', () => {
  const help = '    --new-bundle-format=true:\n    --use-signing-config=true:\n';
  expect(args({}, { help })).toEqual(
    expect.arrayContaining(['--use-signing-config=false', '--new-bundle-format=false']),
  );
});

test.each([
  [
    'Error: signing [x]: open /work/k: no such file\nmain.go:74: error during command execution: …\n',
    'signing [x]: open /work/k: no such file',
  ],
  ['panic\n', 'panic'],
  ['', 'it said nothing'],
])('of %j the reason is %j', (stderr, reason) => {
  expect(cosignReason(stderr)).toBe(reason);
});
