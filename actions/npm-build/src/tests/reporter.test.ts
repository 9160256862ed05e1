import { expect, test } from 'vitest';
import { reporterFor } from './reporter.ts';

const wishes = { reports: '/tmp/reports', coverage: '/shop/coverage' };
const none = new Set<string>();
const withV8 = new Set(['vitest', '@vitest/coverage-v8']);

test.each([
  ['vitest run', 'vitest'],
  ['vitest', 'vitest'],
  ['TZ=UTC vitest run --silent', 'vitest'],
  ['cross-env TZ=UTC NODE_ENV=test jest --ci', 'jest'],
  ['npx jest', 'jest'],
  ['react-scripts test --watchAll=false', 'jest'],
  ['node --test', 'node:test'],
  ['node --import tsx --test "test/*.ts"', 'node:test'],
  ['c8 --reporter=lcov node --test', 'node:test'],
  ['c8 mocha', undefined],
  ['vitest run && eslint .', undefined],
  ['npm run unit', undefined],
  ['node test.js', undefined],
  ['node test.js --test-name=x', undefined],
  ['ng test --no-watch', undefined],
  ['vitest-runner', undefined],
  ['jest | tee log', undefined],
  ['jest $(cat args)', undefined],
  ['', undefined],
])('the script %j is one of %s', (script, tool) => {
  expect(reporterFor(script, { dependencies: none }, wishes)?.tool).toBe(tool);
});

test('vitest measures where it has a package for it', () => {
  expect(reporterFor('vitest run', { dependencies: none }, wishes)?.args.join()).not.toContain('coverage');
  expect(reporterFor('vitest run', { dependencies: withV8 }, wishes)).toMatchObject({
    measures: true,
    args: expect.arrayContaining(['--coverage.enabled', '--coverage.reportsDirectory=/shop/coverage']),
  });
  expect(reporterFor('vitest run', { dependencies: withV8 }, { ...wishes, coverage: undefined })?.args).toEqual([
    '--reporter=default',
    '--reporter=json',
    '--outputFile.json=/tmp/reports/tests.json',
  ]);
});

test('jest measures by itself, unless it is not to', () => {
  expect(reporterFor('jest', { dependencies: none }, wishes)?.args).toContain('--coverageDirectory=/shop/coverage');
  const without = reporterFor('jest', { dependencies: none }, { ...wishes, coverage: undefined });
  expect(without?.args.join()).not.toContain('coverage');
});

test('node:test is told by its environment', () => {
  expect(reporterFor('node --test', { dependencies: none }, wishes)).toMatchObject({
    args: [],
    env: {
      NODE_OPTIONS:
        '--test-reporter=spec --test-reporter-destination=stdout --test-reporter=junit --test-reporter-destination=/tmp/reports/tests.xml',
    },
  });
});
