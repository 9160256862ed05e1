import { open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProcess } from '@slipway/runner';
import { afterEach, expect, test } from 'vitest';
import { readReport } from './report-file.ts';
import { parseTestReport } from './test-report.ts';

// Each report is read by a process of its own, which ends when it needs more memory than it may have.

const path = join(tmpdir(), `slipway-report-${process.pid}.xml`);
afterEach(() => rm(path, { force: true }));

const megabytes = 700;
const reader = `
import { readReport } from ${JSON.stringify(new URL('./report-file.ts', import.meta.url).href)};
import { parseTestReport, totalsOf } from ${JSON.stringify(new URL('./test-report.ts', import.meta.url).href)};
const { content, problem } = await readReport(${JSON.stringify(path)}, new Date(0), parseTestReport);
const longest = content?.reduce((most, { message, stackTrace }) => Math.max(most, message.length, stackTrace.length), 0);
console.log(JSON.stringify(problem === undefined ? { ...totalsOf(content), longest } : { problem }));
`;

/** What comes of a report that is put together of parts, each so many times. */
async function read(parts: readonly (readonly [string, number?])[]): Promise<unknown> {
  await using file = await open(path, 'w');
  for (const [text, count = 1] of parts) {
    const block = text.repeat(Math.min(count, 1000));
    for (let left = count; left > 0; left -= 1000) await file.write(left < 1000 ? text.repeat(left) : block);
  }
  const args = [`--max-old-space-size=${megabytes}`, '--input-type=module-typescript', '--eval', reader];
  const result = await runProcess(process.execPath, args, { env: { PATH: process.env.PATH ?? '' } });
  if (result.exitCode !== 0) throw new Error(result.stderr.slice(-2000));
  return JSON.parse(result.stdout);
}

const [head, end] = ['<testsuite name="p.B">', '</testsuite>'];
const passed = '<testcase name="a" classname="p.B" time="0.1"/>';

test('nearly 100 MB of what tests printed are passed over', async () => {
  const output = 'a line of a log that somebody left at debug &amp; <![CDATA[x]]>\n';
  const parts = [
    [head],
    ['<testcase name="a"><system-out>'],
    [output, 1_500_000],
    ['</system-out></testcase>'],
  ] as const;
  expect(await read([...parts, [passed], [end]])).toEqual({ total: 2, passed: 2, failed: 0, skipped: 0, longest: 0 });
});

test('ten thousand tests that all fail, with 90 MB of stack traces, are ten thousand failures', async () => {
  const failed = `<testcase name="a" classname="p.B"><failure message="no">${'at p.B(B.java:1)\n'.repeat(530)}</failure></testcase>`;
  expect(await read([[head], [failed, 10_000], [end]])).toEqual({
    ...{ total: 10_000, passed: 0, failed: 10_000, skipped: 0 },
    longest: 530 * 'at p.B(B.java:1)\n'.length - 1,
  });
});

test('more than 100 MB are one clear sentence', async () => {
  expect(await read([[head], [passed, 2_200_000], [end]])).toEqual({ problem: 'it has 103 MB, 100 are allowed' });
});

test('entities that would grow to a billion words are not expanded', async () => {
  const grow = Array.from({ length: 10 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('');
  const bomb = `<!DOCTYPE testsuite [<!ENTITY l0 "lol">${grow}]>`;
  const failed = '<testcase name="&l10;" classname="p.B"><failure message="&l10;">&l10;</failure></testcase>';
  expect(await read([[bomb], [head], [failed], [end]])).toEqual({
    ...{ total: 1, passed: 0, failed: 1, skipped: 0, longest: '&l10;'.length },
  });
});

test('a report that is nested without an end, or broken with a hundred kilobytes, is one short sentence', async () => {
  const deep = [['<testsuite name="a">', 200_000] as const, ['</testsuite>', 200_000] as const];
  expect(await read(deep)).toEqual({ problem: 'Maximum nested tags exceeded' });
  const { problem } = (await read([[head], ['<', 100_000], [end]])) as { problem: string };
  expect(problem).toMatch(/^line 1: Tag '<+\.\.\.$/);
  expect(problem.length).toBeLessThan(210);
});

test('a pipe, a device or a folder in the place of a report is not waited for', async () => {
  const make = { pipe: ['mkfifo', path], device: ['ln', '-s', '/dev/zero', path], folder: ['mkdir', path] };
  for (const [program = '', ...args] of Object.values(make)) {
    await runProcess(program, args, { env: { PATH: process.env.PATH ?? '' } });
    expect(await readReport(path, new Date(0), parseTestReport)).toEqual({ problem: 'it is no file' });
    await rm(path, { recursive: true });
  }
});
