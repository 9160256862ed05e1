import { expect, test } from 'vitest';
import { parseDockerfile, usedImages } from '../source/dockerfile.ts';
import { explainKaniko } from './explain-kaniko.ts';

const dockerfile =
  'FROM registry.example.com/base:1 AS build\nRUN make all\nFROM scratch\nCOPY --from=build /a /a\nRUN make all\n';
const instructions = parseDockerfile(dockerfile);

function explain(lines: readonly string[], more: { timedOut?: boolean; exitCode?: number | undefined } = {}) {
  const build = {
    exitCode: 1,
    timedOut: false,
    timeout: 60_000,
    dockerfile: 'Dockerfile',
    instructions,
    disk: 'x',
    ...more,
  };
  const log = lines.map((text) => ({ text, isKanikos: !text.startsWith('step: ') }));
  return explainKaniko({ ...build, log, images: usedImages(instructions, new Map()) });
}

const pulling = 'Retrieving image manifest registry.example.com/base:1';
const failed = (words: string) => `error building image: ${words}`;

test.each<[string, string[], string, number | undefined]>([
  [
    '401 from the base image',
    [pulling, failed('GET https://registry.example.com/v2/: UNAUTHORIZED: authentication required')],
    'base-image-refused',
    1,
  ],
  [
    'its registry silent',
    [pulling, failed('Get "https://registry.example.com/v2/": dial tcp: lookup registry.example.com: no such host')],
    'base-image-unreachable',
    1,
  ],
  [
    'an unknown authority',
    [
      pulling,
      failed(
        'Get "https://registry.example.com/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
      ),
    ],
    'base-image-unreachable',
    1,
  ],
  [
    'a full disk',
    [
      "Building stage 'scratch' [idx: '1', base-idx: '0']",
      'RUN make all',
      failed('error building stage: failed to take snapshot: write /kaniko/1: no space left on device'),
    ],
    'disk-full',
    5,
  ],
  [
    'a full disk of a step',
    [
      "Building stage 'scratch' [idx: '1', base-idx: '0']",
      'RUN make all',
      'Running: [/bin/sh -c make all]',
      'step: write error: No space left on device',
      failed('error building stage: failed to execute command: waiting for process to exit: exit status 2'),
    ],
    'disk-full',
    5,
  ],
  [
    'an owner that cannot be mapped',
    [failed('error building stage: failed to get filesystem from image: chown /etc/gshadow: invalid argument')],
    'user-mapping',
    undefined,
  ],
  [
    'words that nobody knows',
    ["Building stage 'scratch' [idx: '1', base-idx: '0']", 'RUN make all', failed('something new')],
    'build-failed',
    5,
  ],
  ['no words at all', [], 'build-failed', undefined],
])('%s', (_, lines, code, line) => {
  const explanation = explain(lines);
  expect(explanation.code).toBe(code);
  expect(explanation.at?.line).toBe(line);
});

test('the same step in two stages is told apart by the stage that was built', () => {
  const step = [
    'RUN make all',
    'Running: [/bin/sh -c make all]',
    failed('error building stage: failed to execute command: waiting for process to exit: exit status 2'),
  ];
  const lineIn = (stage: number) => explain([`Building stage 'x' [idx: '${stage}', base-idx: '-1']`, ...step]).at?.line;
  expect([lineIn(0), lineIn(1)]).toEqual([2, 5]);
});

test('what a step says is told, also where it has overtaken what kaniko says', () => {
  const [announced, end] = [
    'Running: [/bin/sh -c make all]',
    failed('error building stage: failed to execute command: waiting for process to exit: exit status 2'),
  ];
  const begin = [
    "Building stage 'x' [idx: '0', base-idx: '-1']",
    'step: the one before',
    'Taking snapshot of files...',
  ];
  const reason = (...lines: string[]) => explain([...begin, 'RUN make all', ...lines]).reason;
  expect(reason(announced, 'step: a', 'step: b', end)).toBe('step: a\nstep: b');
  expect(reason('step: a', 'Cmd: /bin/sh', announced, 'step: b', end)).toBe('step: a\nstep: b');
  expect(reason('Cmd: /bin/sh', announced, end)).toContain('exit status 2');
});

test('a build that is out of time names the step it was at', () => {
  expect(
    explain(["Building stage 'x' [idx: '0', base-idx: '-1']", 'RUN make all'], { timedOut: true, exitCode: undefined }),
  ).toMatchObject({
    code: 'timeout',
    headline: 'The build was not finished after 1 min 0 s during RUN make all',
    at: { line: 2 },
  });
});
