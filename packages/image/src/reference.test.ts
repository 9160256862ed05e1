import { expect, test } from 'vitest';
import { formatReference, parseReference } from './reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

test.each([
  ['eclipse-temurin:17-jre', 'docker.io/library/eclipse-temurin:17-jre'],
  ['busybox', 'docker.io/library/busybox'],
  ['bitnami/redis:7', 'docker.io/bitnami/redis:7'],
  ['docker.io/busybox:1', 'docker.io/library/busybox:1'],
  ['index.docker.io/library/busybox:1', 'docker.io/library/busybox:1'],
  ['localhost/app', 'localhost/app'],
  ['127.0.0.1:5000/shop/bss.index:3f1c2ab.20260711-0930', '127.0.0.1:5000/shop/bss.index:3f1c2ab.20260711-0930'],
  ['[::1]:5000/app:1', '[::1]:5000/app:1'],
  [`registry.example.com/a/b/c@${digest}`, `registry.example.com/a/b/c@${digest}`],
  [`registry.example.com/app:1@${digest}`, `registry.example.com/app:1@${digest}`],
])('%s is %s', (text, full) => {
  const image = parseReference(text);
  expect(image && formatReference(image)).toBe(full);
});

test.each([
  '',
  'App',
  'a//b',
  'a/b/',
  'app:',
  'app:-x',
  'app@sha256:abc',
  `app@${digest}@${digest}`,
  'http://registry.example.com/app',
  'registry.example.com/',
  'registry.example.com/-app',
  'a b',
  'a\nb',
])('%j is no reference', (text) => {
  expect(parseReference(text)).toBeUndefined();
});
