import { expect, test } from 'vitest';
import { isOfServer } from './open-history.ts';

test.each([
  ['https://api.github.com', 'https://github.com', true],
  ['https://ghes.example.com/api/v3', 'https://ghes.example.com', true],
  ['https://api.shop.ghe.com', 'https://shop.ghe.com', true],
  ['http://127.0.0.1:3000/api/v3', 'http://127.0.0.1:3000', true],
  ['https://api.github.com', 'http://127.0.0.1:3000', false],
  ['https://api.github.com.evil.example', 'https://github.com', false],
  ['nonsense', 'https://github.com', false],
])('whether %s is the API of %s: %s', (api, server, isOwn) => {
  expect(isOfServer(api, server)).toBe(isOwn);
});
