import { expect, test } from 'vitest';
import { parseMailmap } from './mailmap.ts';

// The examples of gitmailmap(5) and some edges, with what git 2.39 makes of them (`git check-mailmap`).
const map = parseMailmap(`
# The team
Joe R. Developer <joe@example.com>
Jane Doe <jane@example.com> <jane@laptop.(none)>
Jane Doe <jane@example.com> <jane@desktop.(none)> # at work
<cto@example.com> <cto@coompany.xx>
Some Dude <some@dude.xx>         nick1 <bugs@company.xx>
Other Author <other@author.xx>   nick2 <bugs@company.xx>
not a line of a mailmap
Hash # Name <hash@example.com>
A <a1@example.com> <shared@x>
B <b1@example.com> <shared@x>
Merged Name <merged@example.com>
<new@example.com> <merged@example.com>
`);

test.each([
  ['Joe Developer', 'joe@example.com', 'Joe R. Developer', 'joe@example.com'],
  ['jane', 'JANE@laptop.(none)', 'Jane Doe', 'jane@example.com'],
  ['jane', 'jane@desktop.(none)', 'Jane Doe', 'jane@example.com'],
  ['The CTO', 'cto@coompany.xx', 'The CTO', 'cto@example.com'],
  ['Nick1', 'bugs@company.xx', 'Some Dude', 'some@dude.xx'],
  ['nick2', 'bugs@company.xx', 'Other Author', 'other@author.xx'],
  ['nick3', 'bugs@company.xx', 'nick3', 'bugs@company.xx'],
  ['h', 'hash@example.com', 'Hash # Name', 'hash@example.com'],
  ['s', 'shared@x', 'B', 'b1@example.com'],
  ['m', 'merged@example.com', 'Merged Name', 'new@example.com'],
])('%s <%s> is %s <%s>', (name, email, properName, properEmail) => {
  expect(map({ name, email, login: '', isBot: false })).toMatchObject({ name: properName, email: properEmail });
});
