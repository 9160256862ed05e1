import type { Changes, CoveredLines } from '@slipway/build-result';
import { expect, test } from 'vitest';
import { changedByModule, coverageOfChanges } from './changed-sources.ts';

const set = (...numbers: number[]) => new Set(numbers);
const changes = (...paths: string[]): Changes => ({
  kind: 'known',
  since: 'c0',
  files: new Map(paths.map((path) => [path, set(1)])),
});

test('a changed source belongs to the innermost module that holds it', () => {
  const found = changedByModule(
    changes('src/main/java/p/A.java', 'core/src/main/java/p/A.java', 'core/web/src/B.kt', 'corea/A.java', 'README.md'),
    ['.', 'core', 'core/web'],
  );
  expect([...found].map(([module, files]) => [module, [...files.keys()]])).toEqual([
    ['.', ['src/main/java/p/A.java', 'corea/A.java']],
    ['core', ['core/src/main/java/p/A.java']],
    ['core/web', ['core/web/src/B.kt']],
  ]);
  expect(changedByModule({ kind: 'none', why: '' }, ['.']).get('.')?.size).toBe(0);
});

test.each([
  ['src/main/java/p/A.java', ['p/A.java', 'q/A.java'], 1],
  ['src/main/java/A.java', ['A.java'], 1],
  ['src/main/java/q/BA.java', ['q/A.java'], 0],
  ['src/main/java/q/A.java', ['p/A.java'], 0],
  ['src/main/kotlin/A.kt', ['p/q/A.kt'], 1],
  ['src/main/kotlin/A.kt', ['p/q/A.kt', 'p/r/A.kt'], 0],
])('%s is looked for among %j', (path, names, covered) => {
  const report = new Map<string, CoveredLines>(names.map((name) => [name, new Map([[1, true]])]));
  expect(coverageOfChanges(new Map([[path, set(1)]]), report).lines).toEqual({ covered, missed: 0 });
});
