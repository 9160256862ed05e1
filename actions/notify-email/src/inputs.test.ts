import { readFrom } from '@slipway/runner';
import { describe, expect, test } from 'vitest';
import { readInputs } from './inputs.ts';

const read = (given: Readonly<Record<string, string>>) => readFrom((name) => given[name] ?? '', readInputs);
const problemsOf = (given: Readonly<Record<string, string>>): string[] => {
  try {
    read(given);
    return [];
  } catch (error) {
    const text = (error as Error).message;
    return [...text.matchAll(/^(?:- |Bad input: )([a-z0-9-]+): (.*?);/gm)].map(([, name, what]) => `${name}: ${what}`);
  }
};

test('all that is wrong in the inputs is said at once', () => {
  const wrong = {
    from: 'Ada\nBcc: all@example.com <ada@example.com>',
    to: 'ada@example.com ben@example.com, team@example.com\nbcc: all@example.com',
    recipients: 'culprits, everybody',
    trigger: 'sometimes',
    'allowed-domains': 'exa mple.com',
    'max-recipients': '0',
  };
  expect(problemsOf(wrong).sort()).toEqual([
    'allowed-domains: "exa mple.com" given',
    'from: "Ada\\nBcc: all@example.com <ada@example.com>" given',
    'max-recipients: "0" given',
    'recipients: "everybody" given',
    'to: "ada@example.com ben@example.com" given',
    'to: "bcc: all@example.com" given',
    'trigger: "sometimes" given',
  ]);
});

test('lists, names with commas and domains beyond ASCII are read', () => {
  expect(
    read({ to: '"Doe, Jane" <jane@example.com>\nli@例子.中国', 'allowed-domains': '@Example.com, 例子.中国' }),
  ).toMatchObject({
    to: [
      { name: 'Doe, Jane', address: 'jane@example.com' },
      { name: '', address: 'li@xn--fsqu00a.xn--fiqs8s' },
    ],
    allowedDomains: ['example.com', 'xn--fsqu00a.xn--fiqs8s'],
  });
});

describe('a login by OAuth2', () => {
  const server = { 'smtp-host': 'mail.example.com', username: 'ci@example.com' };
  test('by an access token, or by a refresh token and its client', () => {
    expect(read({ ...server, 'oauth2-token': 'now' }).server?.oauth2).toMatchObject({ accessToken: 'now' });
    const client = { 'oauth2-client-id': 'slipway', 'oauth2-client-secret': 'hidden' };
    expect(read({ ...server, ...client, 'oauth2-refresh-token': 'renew' }).server).toMatchObject({
      username: 'ci@example.com',
      oauth2: { accessToken: '', refreshToken: 'renew', clientId: 'slipway', clientSecret: 'hidden' },
    });
    const url = { 'connection-url': 'smtps://ci%40example.com@mail.example.com', 'oauth2-token': 'now' };
    expect(read(url).server).toMatchObject({ username: 'ci@example.com', oauth2: { accessToken: 'now' } });
  });
  test.each<[Record<string, string>, string[]]>([
    [{ ...server, 'oauth2-token': 'now', password: 'x' }, ['password: "***" given']],
    [{ ...server, 'oauth2-refresh-token': 'renew' }, ['oauth2-client-id: not given']],
    [{ 'smtp-host': 'mail.example.com', 'oauth2-token': 'now' }, ['username: not given']],
    [{ 'connection-url': 'smtp://mail.example.com', 'oauth2-token': 'now' }, ['connection-url: "***" given']],
    [{ 'connection-url': 'smtp://ci:x@mail.example.com', 'oauth2-token': 'now' }, ['connection-url: "***" given']],
    [{ ...server, 'oauth2-token': 'now', 'oauth2-token-url': 'login' }, ['oauth2-token-url: "login" given']],
  ])('%j is refused', (given, problems) => {
    expect(problemsOf(given)).toEqual(problems);
  });
});
