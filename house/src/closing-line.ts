import type { Reporter, TestModule } from 'vitest/node';

/**
 * Ends a test run with `N passed, N failed, N skipped` on a line of its own. What kept tests from running (a file that
 * does not load, an error outside of any test) counts as failed, and a run without a single executed test fails.
 */
export const closingLine: Reporter = {
  onTestRunEnd(modules, unhandledErrors) {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const count = (state: string): number => states.filter((one) => one === state).length;
    const passed = count('passed');
    const failed = count('failed') + modules.filter(isBroken).length + unhandledErrors.length;
    const skipped = states.length - passed - count('failed');
    if (passed + failed === 0) {
      console.log('expected tests to run, found none');
      process.exitCode = 1;
    }
    console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  },
};

/** A suite or file that failed by itself: while loading, or in a hook. */
function isBroken(module: TestModule): boolean {
  return (
    module.errors().length > 0 || [...module.children.allSuites()].some((suite) => suite.errors().length > 0)
  );
}
