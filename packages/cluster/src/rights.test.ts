import { expect, test } from 'vitest';
import { isAllowed, type Right } from './rights.ts';

const rules = [
  { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] },
  { verbs: ['*'], apiGroups: ['apps'], resources: ['deployments'] },
  { verbs: ['get'], apiGroups: [''], resources: ['*/status'] },
  { verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: ['only-this', 'this-too'] },
  { verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: ['and-this'] },
];
const right = (verb: string, group: string, resource: string): Right => ({ verb, group, resource });
const ofSecrets = (...names: readonly string[]): Right => ({ ...right('get', '', 'secrets'), names });

test.each<[Right, boolean]>([
  [right('get', '', 'pods'), true],
  [right('get', '', 'pods/log'), true],
  [right('delete', '', 'pods'), false],
  [right('get', 'apps', 'pods'), false],
  [right('patch', 'apps', 'deployments'), true],
  [right('get', '', 'services/status'), true],
  [right('get', '', 'services'), false],
  [right('get', '', 'secrets'), false],
  [ofSecrets('only-this'), true],
  [ofSecrets('and-this', 'only-this', 'this-too'), true],
  [ofSecrets('only-this', 'another'), false],
  [{ ...ofSecrets('only-this'), verb: 'patch' }, false],
  [{ ...right('get', '', 'pods'), names: ['any'] }, true],
])('%j: %s', (wanted, allowed) => {
  expect(isAllowed(wanted, rules)).toBe(allowed);
});

test('an administrator may do everything', () => {
  expect(isAllowed(right('watch', 'x.io', 'y/z'), [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }])).toBe(true);
});
