import { expect, test } from 'vitest';
import { webAddress } from './commit-labels.ts';

test.each([
  ['https://github.com/shop/index.git', 'https://github.com/shop/index'],
  ['https://github.com/shop/index', 'https://github.com/shop/index'],
  ['https://ann:secret@git.example.com:8443/shop/index.git/', 'https://git.example.com:8443/shop/index'],
  ['git@github.com:shop/index.git', 'https://github.com/shop/index'],
  ['ssh://git@git.example.com:2222/shop/index.git', 'https://git.example.com/shop/index'],
  ['/srv/git/index.git', undefined],
  ['file:///srv/git/index.git', undefined],
  ['../index', undefined],
])('the page of %s is %s', (remote, page) => {
  expect(webAddress(remote)).toBe(page);
});
