import { expect, test } from 'vitest';
import { parseDiff } from './diff.ts';

const lines = (diff: string) => Object.fromEntries([...parseDiff(diff)].map(([path, set]) => [path, [...set]]));
const head = (path: string) => `diff --git a/${path} b/${path}\nindex 1..2 100644\n--- a/${path}\n+++ b/${path}\n`;

test.each<[string, string, Record<string, number[]>]>([
  ['nothing', '', {}],
  ['lines that were written anew', `${head('A.java')}@@ -3,2 +3,2 @@ class A\n-a\n-b\n+c\n+d\n`, { 'A.java': [3, 4] }],
  ['a line that was added', `${head('A.java')}@@ -7,0 +8 @@\n+c\n`, { 'A.java': [8] }],
  ['lines that were removed', `${head('A.java')}@@ -3,2 +2,0 @@\n-a\n-b\n`, {}],
  ['two hunks', `${head('A.java')}@@ -1 +1 @@\n-a\n+b\n@@ -9 +9,2 @@\n-c\n+d\n+e\n`, { 'A.java': [1, 9, 10] }],
  [
    'a new file',
    'diff --git a/B b/B\nnew file mode 100644\n--- /dev/null\n+++ b/B\n@@ -0,0 +1,2 @@\n+a\n+b\n',
    { B: [1, 2] },
  ],
  ['a file that was removed', 'diff --git a/B b/B\n--- a/B\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n', {}],
  ['a rename without a change', 'diff --git a/A b/B\nsimilarity index 100%\nrename from A\nrename to B\n', {}],
  ['a binary file', 'diff --git a/p.png b/p.png\nBinary files a/p.png and b/p.png differ\n', {}],
  ['a line that looks like a header', `${head('A')}@@ -1 +1,2 @@\n--- a/X\n+++ b/X\n+@@ -1 +1 @@\n`, { A: [1, 2] }],
  [
    'no line break at the end',
    `${head('A')}@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n`,
    { A: [1] },
  ],
  ['a name with a space', `${head('a b')}@@ -1 +1 @@\n-a\n+b\n`.replace('+++ b/a b', '+++ b/a b\t'), { 'a b': [1] }],
  ['a name with a quote', '--- "a/a\\"b"\n+++ "b/a\\"b\\\\"\n@@ -1 +1 @@\n-a\n+b\n', { 'a"b\\': [1] }],
  ['a name with bytes', '--- "a/x"\n+++ "b/\\303\\244\\t"\n@@ -1 +1 @@\n-a\n+b\n', { 'ä\t': [1] }],
])('finds of %s', (_, diff, expected) => {
  expect(lines(diff)).toEqual(expected);
});
