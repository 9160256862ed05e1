import { expect, test } from 'vitest';
import { asciiDomain, formatAddress, parseAddress, parseAddressList, shortName } from './address.ts';

test.each([
  ['ada@example.com', '', 'ada@example.com'],
  ['Ada Example <ada@example.com>', 'Ada Example', 'ada@example.com'],
  ['"Example, Ada" <ada@example.com>', 'Example, Ada', 'ada@example.com'],
  ['艾达 <ada@mail.example.com>', '艾达', 'ada@mail.example.com'],
  ['ci@mailhost', '', 'ci@mailhost'],
  ['ada@Bücher.example', '', 'ada@xn--bcher-kva.example'],
  ['李 <li@例子.中国>', '李', 'li@xn--fsqu00a.xn--fiqs8s'],
  ['伊藤@example.com', '', '伊藤@example.com'],
  ['Example, Ada <ada@example.com>', 'Example, Ada', 'ada@example.com'],
])('reads %s', (text, name, address) => {
  expect(parseAddress(text)).toEqual({ name, address });
});

test.each([
  '',
  'ada',
  'ada@',
  '@example.com',
  'a b@example.com',
  'ada@example.com ben@example.com',
  'bcc: all@example.com',
  'team: ada@example.com, ben@example.com;',
  '"ada@evil.example"@example.com',
  'ada@exa_mple.com',
  'ada@-example.com',
  'ada@example..com',
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

test('reads a list as mail headers write it', () => {
  const { addresses, problems } = parseAddressList(
    '"Doe, Jane" <jane@example.com>, ben@example.com;cleo@example.com,\n\nteam@example.com\n',
  );
  expect(problems).toEqual([]);
  expect(addresses).toEqual([
    { name: 'Doe, Jane', address: 'jane@example.com' },
    { name: '', address: 'ben@example.com' },
    { name: '', address: 'cleo@example.com' },
    { name: '', address: 'team@example.com' },
  ]);
});

test('all entries that are no address are named at once', () => {
  expect(parseAddressList('ada, ben@example.com, <cleo@>\nbcc: all@example.com\nx\ry@example.com').problems).toEqual([
    'ada',
    '<cleo@>',
    'bcc: all@example.com',
    'x\ry@example.com',
  ]);
});

test.each([
  ['Example.COM', 'example.com'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['exa mple.com', ''],
  ['a/b', ''],
  [`${'a.'.repeat(130)}com`, ''],
])('the domain %s in ASCII is %j', (given, ascii) => {
  expect(asciiDomain(given)).toBe(ascii);
});

test('a name for a header is one line, not endless, and ends nothing', () => {
  expect(shortName('<script>alert(1)</script>\r\nBcc: x')).toBe('script alert(1) /script Bcc: x');
  expect(shortName('x'.repeat(5000))).toHaveLength(100);
});
