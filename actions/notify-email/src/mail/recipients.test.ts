import { expect, test } from 'vitest';
import { chooseRecipients, type RecipientRules } from './recipients.ts';

const at = (address: string) => ({ name: '', address });
const choose = (rules: Partial<RecipientRules>) => {
  const chosen = chooseRecipients({ to: [], cc: [], bcc: [], authors: [], allowedDomains: [], ...rules });
  return { ...chosen, to: chosen.to.map(({ address }) => address) };
};

test('the list comes first, then those who committed, nobody twice however the address is written', () => {
  const authors = ['Ada <Team@Example.com>', 'Ben <ben@example.com>', 'Ben B. <BEN@example.com>'];
  const { to, cc } = choose({ to: [at('team@example.com')], authors, cc: [at('ben@example.com')] });
  expect(to).toEqual(['team@example.com', 'ben@example.com']);
  expect(cc).toEqual([]);
});

test.each([
  'a <1+a@users.noreply.github.com>',
  'a <noreply@example.com>',
  'a <no-reply@example.com>',
  'a <do-not-reply@example.com>',
  'a <donotreply@example.com>',
  'dependabot[bot] <49699333+dependabot[bot]@example.com>',
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
  expect(choose({ authors: ['just a name'] }).leftOut).toEqual(['"just a name" (no address)']);
});
