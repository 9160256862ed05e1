import { expect, test } from 'vitest';
import { formatAddress, parseAddress } from './address.ts';

test.each([
  ['ada@example.com', '', 'ada@example.com'],
  ['Ada Example <ada@example.com>', 'Ada Example', 'ada@example.com'],
  ['"Example, Ada" <ada@example.com>', 'Example, Ada', 'ada@example.com'],
  ['艾达 <ada@mail.example.com>', '艾达', 'ada@mail.example.com'],
  ['ci@mailhost', '', 'ci@mailhost'],
])('reads %s', (text, name, address) => {
  expect(parseAddress(text)).toEqual({ name, address });
});

test.each([
  '',
  'ada',
  'ada@',
  '@example.com',
  'a b@example.com',
  'ada@example.com, ben@example.com',
  'ada@example.com\nbcc: all@example.com',
  'Ada\r\nBcc: all@example.com <ada@example.com>',
  'Ada <ada@example.com> <ben@example.com>',
  `${'a'.repeat(250)}@example.com`,
])('refuses %j', (text) => {
  expect(parseAddress(text)).toBeUndefined();
});

test('writes what it reads', () => {
  expect(formatAddress({ name: 'Ada', address: 'ada@example.com' })).toBe('Ada <ada@example.com>');
  expect(formatAddress({ name: '', address: 'ada@example.com' })).toBe('ada@example.com');
});
