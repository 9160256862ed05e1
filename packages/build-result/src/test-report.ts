import { attribute, children, type Element, parseXml, textOf } from './xml.ts';

export interface TestCase {
  readonly className: string;
  readonly name: string;
  /** Where the tool says that the test stands, as it writes it; empty when it does not. Surefire does not. */
  readonly file: string;
  /** Seconds. */
  readonly time: number;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Failed at first and passed when it was run again (surefire's rerunFailingTestsCount). */
  readonly flaky: boolean;
  readonly message: string;
  readonly type: string;
  readonly stackTrace: string;
}

const skipped = ['..properties', '..system-out', '..system-err'];

/**
 * Reads a report in the format of JUnit's Ant task, which every test tool can write. Cases are counted, not the suites'
 * attributes, which count reruns differently from version to version of surefire. Suites may hold suites (node:test).
 * @throws {Error} when it is not well-formed or not such a report.
 */
export function parseTestReport(xml: string): TestCase[] {
  const document = parseXml(xml, { skip: skipped });
  const [root] = children(document, 'testsuites');
  const suites = [...children(document, 'testsuite'), ...children(root, 'testsuite')];
  if (suites.length === 0 && root === undefined) throw new Error('there is no <testsuite>');
  // node:test puts tests that are in no suite directly below the root.
  return [...casesOf(root, ''), ...suites.flatMap((suite) => casesOf(suite, attribute(suite, 'name')))];
}

function casesOf(suite: Element | undefined, name: string): TestCase[] {
  const own = children(suite, 'testcase').map((element) => testCase(element, name));
  const inner = suite === undefined || name === '' ? [] : children(suite, 'testsuite');
  return [...own, ...inner.flatMap((child) => casesOf(child, attribute(child, 'name') || name))];
}

function testCase(element: Element, suite: string): TestCase {
  const failure = children(element, 'failure')[0] ?? children(element, 'error')[0];
  const flaky = children(element, 'flakyFailure').length + children(element, 'flakyError').length > 0;
  const isSkipped = children(element, 'skipped').length > 0;
  const time = Number(attribute(element, 'time').replaceAll(',', ''));
  return {
    className: attribute(element, 'classname') || suite,
    name: attribute(element, 'name'),
    file: attribute(element, 'file'),
    time: Number.isFinite(time) ? time : 0,
    outcome: failure !== undefined ? 'failed' : isSkipped ? 'skipped' : 'passed',
    flaky: failure === undefined && flaky,
    message: failure === undefined ? '' : attribute(failure, 'message'),
    type: failure === undefined ? '' : attribute(failure, 'type'),
    stackTrace: failure === undefined ? '' : textOf(failure).trim(),
  };
}

export interface Totals {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function totalsOf(cases: readonly TestCase[]): Totals {
  const count = (outcome: TestCase['outcome']) => cases.filter((test) => test.outcome === outcome).length;
  return { total: cases.length, passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

/** A test as people name it: `ServiceTest.greets` without the package, `price.test.js › adds` without the folders. */
export function shortName({ className, name }: Pick<TestCase, 'className' | 'name'>): string {
  const isFile = /\.[cm]?[jt]sx?$/.test(className);
  const simple = className.slice(className.lastIndexOf(isFile ? '/' : '.') + 1);
  return name === '' || name === className ? simple : `${simple}${isFile ? ' › ' : '.'}${name}`;
}
