import { expect, test } from 'vitest';
import { parseDirectory } from './directory.ts';

const person = { name: '', email: '', login: '', isBot: false };

test('somebody is found by login, address and name, without case', () => {
  const { directory, problems } = parseDirectory(`
# the team
octocat = Ada Example <ada@example.com>
old@example.com = new@example.com   # moved
Ben Example = ben@example.com
contractor@example.com =
`);
  expect(problems).toEqual([]);
  expect(directory({ ...person, login: 'OctoCat' })).toEqual({ name: 'Ada Example', address: 'ada@example.com' });
  expect(directory({ ...person, email: 'OLD@example.com' })).toMatchObject({ address: 'new@example.com' });
  expect(directory({ ...person, name: 'ben example' })).toMatchObject({ address: 'ben@example.com' });
  expect(directory({ ...person, email: 'contractor@example.com' })).toBe('nowhere');
  expect(directory({ ...person, name: 'Nobody' })).toBeUndefined();
});

test('all wrong lines are named at once, the others count', () => {
  const { directory, problems } = parseDirectory(
    'octocat\n= a@example.com\nada = not an address\nben = ben@example.com\n',
  );
  expect(problems.map((problem) => problem.split(';')[0])).toEqual([
    'line 1: "octocat"',
    'line 2: "= a@example.com"',
    'line 3: "ada = not an address"',
  ]);
  expect(directory({ ...person, login: 'ben' })).toMatchObject({ address: 'ben@example.com' });
});
