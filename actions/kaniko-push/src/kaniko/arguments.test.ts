import { readFrom } from '@slipway/runner';
import { expect, test } from 'vitest';
import { readInputs } from '../inputs.ts';
import { kanikoArguments } from './arguments.ts';

const places = { context: 'dir:///kaniko/buildcontext', dockerfile: 'Dockerfile', layout: '/kaniko/image' };
const fixed = [
  '--context=dir:///kaniko/buildcontext',
  '--dockerfile=Dockerfile',
  '--no-push',
  '--oci-layout-path=/kaniko/image',
];

function argumentsFor(given: Readonly<Record<string, string>>): string[] {
  const inputs = { registry: 'registry.example.com/shop', repository: 'bss.index', ...given } as Record<string, string>;
  return kanikoArguments(
    readFrom((name) => inputs[name] ?? '', readInputs),
    places,
  );
}

test.each<[string, Record<string, string>, string[]]>([
  ['nothing', {}, ['--snapshot-mode=redo']],
  ['a snapshot mode of the user', { 'kaniko-args': '--snapshot-mode=full' }, ['--snapshot-mode=full']],
  [
    'a cache',
    { cache: 'true', 'cache-ttl': '6h' },
    [
      '--snapshot-mode=redo',
      '--cache=true',
      '--cache-repo=registry.example.com/shop/bss.index-cache',
      '--cache-ttl=21600s',
      '--cache-copy-layers',
    ],
  ],
  [
    'build arguments and labels, with what a shell would break',
    { 'build-args': 'A=1\nB=$(x) "y" -z', labels: 'org.opencontainers.image.title=My app' },
    [
      '--snapshot-mode=redo',
      '--build-arg=A=1',
      '--build-arg=B=$(x) "y" -z',
      '--label=org.opencontainers.image.title=My app',
    ],
  ],
  [
    'stage and platform',
    { target: 'run', platform: 'linux/arm64' },
    ['--snapshot-mode=redo', '--target=run', '--custom-platform=linux/arm64'],
  ],
  [
    'mirrors, one of them on this machine',
    { 'registry-mirrors': 'mirror.example.com/hub\n127.0.0.1:5000' },
    [
      '--snapshot-mode=redo',
      '--registry-mirror=mirror.example.com/hub',
      '--registry-mirror=127.0.0.1:5000',
      '--insecure-registry=127.0.0.1:5000',
    ],
  ],
  [
    'a registry without TLS, any certificate',
    { insecure: 'true', 'skip-tls-verify': 'true' },
    [
      '--snapshot-mode=redo',
      '--insecure-registry=registry.example.com',
      '--skip-tls-verify-registry=registry.example.com',
    ],
  ],
])('%s', (_, given, expected) => {
  expect(argumentsFor(given)).toEqual([...fixed, ...expected]);
});
