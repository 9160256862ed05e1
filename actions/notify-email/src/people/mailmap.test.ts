import { expect, test } from 'vitest';
import { parseMailmap } from './mailmap.ts';

// The examples of gitmailmap(5), with what git makes of them (git 2.43, `git check-mailmap`).
const map = parseMailmap(`
# The team
Joe R. Developer <joe@example.com>
Jane Doe <jane@example.com> <jane@laptop.(none)>
Jane Doe <jane@example.com> <jane@desktop.(none)> # at work
<cto@example.com> <cto@coompany.xx>
Some Dude <some@dude.xx>         nick1 <bugs@company.xx>
Other Author <other@author.xx>   nick2 <bugs@company.xx>
not a line of a mailmap
`);

test.each([
  ['Joe Developer', 'joe@example.com', 'Joe R. Developer', 'joe@example.com'],
  ['jane', 'JANE@laptop.(none)', 'Jane Doe', 'jane@example.com'],
  ['jane', 'jane@desktop.(none)', 'Jane Doe', 'jane@example.com'],
  ['The CTO', 'cto@coompany.xx', 'The CTO', 'cto@example.com'],
  ['Nick1', 'bugs@company.xx', 'Some Dude', 'some@dude.xx'],
  ['nick2', 'bugs@company.xx', 'Other Author', 'other@author.xx'],
  ['nick3', 'bugs@company.xx', 'nick3', 'bugs@company.xx'],
])('%s <%s> is %s <%s>', (name, email, properName, properEmail) => {
  expect(map({ name, email, login: '', isBot: false })).toMatchObject({ name: properName, email: properEmail });
});
