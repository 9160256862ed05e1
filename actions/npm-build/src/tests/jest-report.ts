import type { TestCase } from '@slipway/build-result';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the JSON of jest (`--json`, https://jestjs.io/docs/cli#--json), which vitest's `json` reporter writes as well. A file
 * that could not be run at all is one failed test with the name of the file.
 * @throws {Error} when it is no such report.
 */
export function parseJestReport(text: string): TestCase[] {
  const report: unknown = JSON.parse(text);
  const files = isObject(report) ? report.testResults : undefined;
  if (!Array.isArray(files)) throw new Error('there is no "testResults"');
  return files.filter(isObject).flatMap((file) => {
    const path = textOf(file.name);
    const cases = (Array.isArray(file.assertionResults) ? file.assertionResults : []).filter(isObject);
    if (cases.length === 0 && file.status === 'failed') return [brokenFile(path, textOf(file.message))];
    return cases.map((found) => testCase(path, found));
  });
}

function testCase(path: string, found: Json): TestCase {
  const messages = Array.isArray(found.failureMessages) ? found.failureMessages.map(textOf) : [];
  const titles = Array.isArray(found.ancestorTitles) ? found.ancestorTitles.map(textOf) : [];
  const failed = found.status === 'failed';
  const stackTrace = failed ? messages.join('\n\n').trim() : '';
  return {
    className: path,
    name: [...titles.filter((title) => title !== ''), textOf(found.title)].join(' > '),
    file: path,
    time: typeof found.duration === 'number' ? found.duration / 1000 : 0,
    outcome: failed ? 'failed' : found.status === 'passed' ? 'passed' : 'skipped',
    // jest.retryTimes counts how often a test was run.
    flaky: !failed && typeof found.invocations === 'number' && found.invocations > 1,
    message: messageOf(stackTrace),
    type: '',
    stackTrace,
  };
}

function brokenFile(path: string, message: string): TestCase {
  const text = message.trim();
  return {
    className: path,
    name: '',
    file: path,
    time: 0,
    outcome: 'failed',
    flaky: false,
    message: messageOf(text),
    type: '',
    stackTrace: text,
  };
}

/** What stands before the frames, without the name of the usual error classes. */
function messageOf(stackTrace: string): string {
  const lines = stackTrace.split('\n');
  const end = lines.findIndex((line) => /^\s+at |^\s*❯ /.test(line));
  const text = (end === -1 ? lines : lines.slice(0, end)).join('\n').trim();
  return text.replace(/^(?:Assertion)?Error(?: \[\w+\])?: /, '');
}

function isObject(value: unknown): value is Json {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
