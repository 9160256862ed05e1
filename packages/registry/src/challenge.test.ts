import { expect, test } from 'vitest';
import { parseChallenge, tokenAddress } from './challenge.ts';

test.each([
  ['Basic realm="registry"', { scheme: 'basic' }],
  ['basic', { scheme: 'basic' }],
  [
    'Bearer realm="https://auth.example.com/token",service="registry.example.com",scope="repository:a/b:pull"',
    {
      scheme: 'bearer',
      realm: 'https://auth.example.com/token',
      service: 'registry.example.com',
      scope: 'repository:a/b:pull',
    },
  ],
  [
    'Basic realm="x", Bearer realm="https://a.example.com/t"',
    { scheme: 'bearer', realm: 'https://a.example.com/t', service: '', scope: '' },
  ],
  ['Bearer realm="no address"', undefined],
  ['Negotiate', undefined],
  ['', undefined],
])('%s', (header, challenge) => {
  expect(parseChallenge(header)).toEqual(challenge);
});

test('a token is asked for with service and every scope', () => {
  const challenge = {
    scheme: 'bearer',
    realm: 'https://a.example.com/t?x=1',
    service: 'my registry',
    scope: '',
  } as const;
  expect(tokenAddress(challenge, ['repository:a:pull,push', 'repository:b:pull']).search).toBe(
    '?x=1&service=my+registry&scope=repository%3Aa%3Apull%2Cpush&scope=repository%3Ab%3Apull',
  );
});
