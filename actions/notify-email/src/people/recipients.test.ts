import { expect, test } from 'vitest';
import { parseDirectory } from './directory.ts';
import { parseMailmap } from './mailmap.ts';
import { parseAuthor } from './person.ts';
import { chooseRecipients, type RecipientRules } from './recipients.ts';

const at = (address: string) => ({ name: '', address });
const person = (line: string) => parseAuthor(line) ?? { name: line, email: '', login: '', isBot: false };
const choose = ({ authors = [], ...rules }: Partial<RecipientRules> & { authors?: string[] }) => {
  const chosen = chooseRecipients({
    ...{ to: [], cc: [], bcc: [], allowedDomains: [], most: 50 },
    people: authors.map(person),
    mailmap: (person) => person,
    directory: () => undefined,
    ...rules,
  });
  return { ...chosen, to: chosen.to.map(({ address }) => address) };
};

test('the list comes first, then those who committed, nobody twice however the address is written', () => {
  const authors = ['Ada <Team@Example.com>', 'Ben <ben@example.com>', 'Ben B. <BEN@example.com>'];
  const { to, cc, bcc } = choose({
    to: [at('team@example.com')],
    authors,
    cc: [at('ben@example.com')],
    bcc: [at('Team@example.com')],
  });
  expect(to).toEqual(['team@example.com']);
  expect(cc).toEqual([at('ben@example.com')]);
  expect(bcc).toEqual([]);
});

test.each([
  'a <1+a@users.noreply.github.com>',
  'a <noreply@example.com>',
  'a <no-reply@example.com>',
  'a <do-not-reply@example.com>',
  'a <donotreply@example.com>',
  'dependabot[bot] <49699333+dependabot[bot]@example.com>',
  'renovate[bot] <renovate@example.com>',
  'GitHub <noreply@github.com>',
  'root <root@localhost>',
])('nobody reads the mail of %s', (author) => {
  const { to, leftOut } = choose({ authors: [author] });
  expect(to).toEqual([]);
  expect(leftOut).toHaveLength(1);
});

test('mail stays within the allowed domains and those below them', () => {
  const authors = ['a <a@example.com>', 'b <b@mail.example.com>', 'c <c@notexample.com>', 'd <d@gmail.example>'];
  expect(choose({ authors, allowedDomains: ['example.com'] }).to).toEqual(['a@example.com', 'b@mail.example.com']);
});

test('an author without an address is left out with the reason', () => {
  expect(choose({ authors: ['just a name', 'x <x y@example.com>'] }).leftOut).toEqual([
    'just a name (no address is known; a people file can name one)',
    '"x y@example.com" (no address)',
  ]);
});

test('a bot by its account is left out', () => {
  const bot = { name: 'Renovate', email: 'bot@renovate.example', login: 'renovate', isBot: true };
  expect(choose({ people: [bot] })).toMatchObject({ to: [], leftOut: ['bot@renovate.example (a bot)'] });
});

test('people are mailed where .mailmap and the people file say', () => {
  const mailmap = parseMailmap('Ada Example <ada@example.com> <ada@laptop>');
  const { directory } = parseDirectory(
    'ada@example.com = ada@work.example.com\ncleo = cleo@example.com\ndan@example.com =',
  );
  const people = [person('ada <ada@laptop>'), { ...person('cleo'), login: 'cleo' }, person('Dan <dan@example.com>')];
  expect(choose({ people, mailmap, directory })).toMatchObject({
    to: ['ada@work.example.com', 'cleo@example.com'],
    leftOut: ['dan@example.com (the people file says so)'],
  });
});

test('the people file knows an address before .mailmap, too', () => {
  const mailmap = parseMailmap('Ada <ada@example.com> <ada@laptop>');
  const { directory } = parseDirectory('ada@laptop = ada@home.example.com');
  expect(choose({ people: [person('ada <ada@laptop>')], mailmap, directory }).to).toEqual(['ada@home.example.com']);
});

test('no more than so many are mailed, the lists first, and the rest is counted', () => {
  const authors = [1, 2, 3].map((number) => `a <a${number}@example.com>`);
  expect(choose({ authors, to: [at('team@example.com')], bcc: [at('boss@example.com')], most: 3 })).toMatchObject({
    to: ['team@example.com', 'a1@example.com'],
    overflow: 2,
    leftOut: ['a2@example.com (max-recipients is 3)', 'a3@example.com (max-recipients is 3)'],
  });
});

test('an author named <script> is a name like any other', () => {
  const script = { name: '<script>alert(1)</script>', email: 'eve@example.com', login: '', isBot: false };
  const rules = { to: [], cc: [], bcc: [], allowedDomains: [], most: 9 };
  const { to } = chooseRecipients({ ...rules, people: [script], mailmap: (each) => each, directory: () => undefined });
  expect(to).toEqual([{ name: 'script alert(1) /script', address: 'eve@example.com' }]);
});
