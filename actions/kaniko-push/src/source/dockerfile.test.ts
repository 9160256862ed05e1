import { expect, test } from 'vitest';
import { baseOfTarget, parseDockerfile, usedImages } from './dockerfile.ts';

test('instructions have the line they begin on', () => {
  const text = [
    '# syntax=docker/dockerfile:1',
    'ARG BASE=busybox',
    'from $BASE as build',
    '',
    'RUN one && \\',
    '  # between',
    '  two && \\',
    '',
    '  three',
    'COPY <<EOF /a',
    'FROM nothing',
    'EOF',
    'RUN <<-"END" sh',
    'RUN not an instruction',
    'END',
    'CMD ["a"]',
  ].join('\r\n');
  expect(parseDockerfile(text).map(({ line, lastLine, keyword }) => [line, lastLine, keyword])).toEqual([
    [2, 2, 'ARG'],
    [3, 3, 'FROM'],
    [5, 9, 'RUN'],
    [10, 12, 'COPY'],
    [13, 15, 'RUN'],
    [16, 16, 'CMD'],
  ]);
});

test('the escape directive changes the continuation', () => {
  expect(parseDockerfile('# escape=`\nFROM a\nRUN one `\n two\nRUN x\\\nRUN y\n').map(({ line }) => line)).toEqual([
    2, 3, 5, 6,
  ]);
});

test('an unfinished continuation ends with the file', () => {
  expect(parseDockerfile('FROM a\nRUN one \\')).toHaveLength(2);
});

test.each<[string, string, [string, number][]]>([
  ['a stage is no image', 'FROM a AS one\nFROM one\nCOPY --from=ONE /x /y', [['a', 1]]],
  [
    'a number is a stage',
    'FROM a\nFROM b\nCOPY --from=0 /x /y',
    [
      ['a', 1],
      ['b', 2],
    ],
  ],
  ['scratch is no image', 'FROM scratch\nCOPY x /', []],
  [
    'COPY --from names one',
    'FROM a\nCOPY --chown=1:1 --from=nginx:1 /x /y',
    [
      ['a', 1],
      ['nginx:1', 2],
    ],
  ],
  ['platform and argument', 'ARG V="17"\nFROM --platform=linux/amd64 temurin:${V}-jre', [['temurin:17-jre', 2]]],
  ['the argument of the build wins', 'ARG V=17\nARG W\nFROM temurin:$V$W', [['temurin:21x', 3]]],
  ['a fallback', 'FROM temurin:${V:-11}', [['temurin:11', 1]]],
])('%s', (_, text, images) => {
  const buildArgs = new Map(
    text.includes('ARG W')
      ? [
          ['V', '21'],
          ['W', 'x'],
        ]
      : [],
  );
  expect(usedImages(parseDockerfile(text), buildArgs).map(({ image, line }) => [image, line])).toEqual(images);
});

test.each([
  ['FROM a:1\nRUN x\n', '', {}, 'a:1'],
  ['FROM a:1 AS build\nFROM b:2\n', '', {}, 'b:2'],
  ['FROM a:1 AS build\nFROM b:2\n', 'Build', {}, 'a:1'],
  ['FROM a:1 AS base\nFROM base AS more\nFROM more\n', '', {}, 'a:1'],
  ['FROM a:1\nFROM 0\n', '', {}, 'a:1'],
  ['FROM a:1 AS build\nFROM scratch\nCOPY --from=build /a /a\n', '', {}, undefined],
  ['ARG TAG=1\nFROM --platform=linux/amd64 a:$TAG\nARG TAG=3\n', '', {}, 'a:1'],
  ['ARG TAG=1\nFROM a:${TAG}\n', '', { TAG: '2' }, 'a:2'],
])('%j with target "%s" begins with %4$s', (dockerfile, target, buildArgs, base) => {
  const given = new Map(Object.entries(buildArgs as Record<string, string>));
  expect(baseOfTarget(parseDockerfile(dockerfile), given, target)).toBe(base);
});
