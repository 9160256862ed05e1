import { Failure } from '@slipway/findings';
import { expect, test } from 'vitest';
import { type InputReader, inputNames, readFrom } from './inputs.ts';

const from = <T>(given: Record<string, string>, read: (input: InputReader) => T) =>
  readFrom((name) => given[name] ?? '', read);

function refusal(given: Record<string, string>, read: (input: InputReader) => unknown): string {
  try {
    from(given, read);
  } catch (error) {
    if (error instanceof Failure) return error.message;
  }
  throw new Error('the input was accepted');
}

test('a value that is not given takes its default', () => {
  expect(
    from({}, (input) => [
      input.text('a', { default: 'x' }),
      input.flag('b', { default: true }),
      input.count('c', { default: 7 }),
    ]),
  ).toEqual(['x', true, 7]);
});

test('an input that begins with a dash is refused, because programs would take it as an option', () => {
  expect(refusal({ ref: '--upload-pack=touch /tmp/x' }, (input) => input.text('ref'))).toContain(
    'ref: "--upload-pack=touch /tmp/x" given; allowed: any text (it must not begin with "-"',
  );
});

test('all wrong inputs are named in one message, each with what is allowed', () => {
  const message = refusal({ timeout: '10', scanner: 'gradle', depth: '-1' }, (input) => {
    input.duration('timeout', { default: '5m', max: '1h' });
    input.choice('scanner', ['auto', 'maven', 'cli'], { default: 'auto' });
    input.count('depth', { default: 1 });
    input.text('app', { required: true, allowed: 'a DNS label' });
  });
  expect(message).toBe(
    '4 bad inputs:\n' +
      '- timeout: "10" given; allowed: a duration such as 90s or 10m, 1h at most\n' +
      '- scanner: "gradle" given; allowed: auto, maven or cli\n' +
      '- depth: "-1" given; allowed: a whole number of at least 0\n' +
      '- app: not given; allowed: a DNS label',
  );
});

test('a secret is masked before it can be printed and never quoted', () => {
  const masked: string[] = [];
  const read = () =>
    readFrom(
      () => 'no=good',
      (input) => input.text('token', { secret: true, pattern: /^\w+$/ }),
      (secret) => masked.push(secret),
    );
  expect(read).toThrow('token: "***" given');
  expect(masked).toEqual(['no=good']);
});

test('lists come by line or comma', () => {
  expect(from({ tags: 'a, b\n\nc' }, (input) => input.list('tags'))).toEqual(['a', 'b', 'c']);
  expect(from({ set: 'a={1,2}\nb=3' }, (input) => input.list('set', { separator: 'line' }))).toEqual([
    'a={1,2}',
    'b=3',
  ]);
});

test('pairs keep everything after the first equals sign', () => {
  expect(from({ args: '# why\nURL=http://x?a=b\nEMPTY=' }, (input) => [...input.pairs('args')])).toEqual([
    ['URL', 'http://x?a=b'],
    ['EMPTY', ''],
  ]);
  expect(refusal({ args: 'oops' }, (input) => input.pairs('args'))).toContain('name=value');
});

test('a long value is cut where it is quoted', () => {
  expect(refusal({ flag: 'x'.repeat(500) }, (input) => input.flag('flag', { default: false })).length).toBeLessThan(
    200,
  );
});

test('the names an input function reads can be listed', () => {
  expect(inputNames((input) => [input.text('b', { required: true }), input.flag('a', { default: false })])).toEqual([
    'a',
    'b',
  ]);
});
