import type { Reporter, TestModule } from 'vitest/node';

/**
 * Closes a run with `N passed, N failed, N skipped`, and makes a run red in which a file's tests were all skipped:
 * what did not run has shown nothing.
 */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const totals = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      for (const state of states) totals[state === 'pending' ? 'skipped' : state] += 1;
      if (!module.ok() && !states.includes('failed')) totals.failed += 1;
      if (states.length > 0 && states.every((state) => state === 'skipped' || state === 'pending')) {
        console.error(`${module.relativeModuleId}: every test was skipped`);
        process.exitCode = 1;
      }
    }
    console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
  }
}
