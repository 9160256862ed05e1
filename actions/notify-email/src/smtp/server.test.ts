import { expect, test } from 'vitest';
import { parseConnectionUrl } from './server.ts';

test.each([
  [
    'smtp://ci:p%40ss@mail.example.com:2525',
    { host: 'mail.example.com', port: 2525, security: 'starttls', username: 'ci', password: 'p@ss', ca: '' },
  ],
  [
    'smtps://ci:x@mail.example.com',
    { host: 'mail.example.com', port: 465, security: 'tls', username: 'ci', password: 'x', ca: '' },
  ],
  ['smtp://[::1]/', { host: '::1', port: 587, security: 'starttls', username: '', password: '', ca: '' }],
])('reads %s', (url, server) => {
  expect(parseConnectionUrl(url)).toEqual(server);
});

test.each([
  'mail.example.com',
  'http://mail.example.com',
  'smtp://',
  'smtp://h/path',
  'smtp://u:%zz@h',
  'smtp://h:99999',
])('refuses %s', (url) => {
  expect(parseConnectionUrl(url)).toBeUndefined();
});
