import { attribute, children, type Element, parseXml, textOf } from './xml.ts';

export interface TestCase {
  readonly className: string;
  readonly name: string;
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
 * Reads a report of surefire or failsafe (`TEST-*.xml`). Cases are counted, not the suite's attributes, which count
 * reruns differently from version to version.
 * @throws {Error} when it is not well-formed or not such a report.
 */
export function parseTestReport(xml: string): TestCase[] {
  const document = parseXml(xml, { skip: skipped });
  const suites = [...children(document, 'testsuite'), ...children(children(document, 'testsuites')[0], 'testsuite')];
  if (suites.length === 0 && children(document, 'testsuites').length === 0) throw new Error('there is no <testsuite>');
  return suites.flatMap((suite) =>
    children(suite, 'testcase').map((element) => testCase(element, attribute(suite, 'name'))),
  );
}

function testCase(element: Element, suite: string): TestCase {
  const failure = children(element, 'failure')[0] ?? children(element, 'error')[0];
  const flaky = children(element, 'flakyFailure').length + children(element, 'flakyError').length > 0;
  const isSkipped = children(element, 'skipped').length > 0;
  const time = Number(attribute(element, 'time').replaceAll(',', ''));
  return {
    className: attribute(element, 'classname') || suite,
    name: attribute(element, 'name'),
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

/** A test as people name it: `ServiceTest.greets`, without the package. */
export function shortName({ className, name }: Pick<TestCase, 'className' | 'name'>): string {
  const simple = className.slice(className.lastIndexOf('.') + 1);
  return name === '' || name === className ? simple : `${simple}.${name}`;
}
