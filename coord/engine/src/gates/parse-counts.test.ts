import { describe, expect, test } from 'vitest';
import { parseCounts } from './parse-counts.ts';

const samples: [runner: string, output: string, passed: number, failed: number, skipped: number][] = [
  [
    'node:test as TAP',
    'TAP version 13\n# Subtest: adds\nok 1 - adds\n  ---\n  duration_ms: 1.2\n  ...\nnot ok 2 - divides\n1..2\n# tests 3\n# suites 0\n# pass 1\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 0\n# duration_ms 40.2\n',
    1,
    1,
    1,
  ],
  [
    'node:test as spec',
    '✔ adds (1.4ms)\n﹣ divides (0.1ms) # SKIP\nℹ tests 2\nℹ suites 0\nℹ pass 1\nℹ fail 0\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0\nℹ duration_ms 33.9\n',
    1,
    0,
    1,
  ],
  ['node:test, cancelled', '# tests 2\n# pass 1\n# fail 0\n# cancelled 1\n# skipped 0\n', 1, 1, 0],
  [
    'Vitest',
    ' ✓ src/sum.test.ts (3 tests) 4ms\n\n Test Files  1 failed | 1 passed (2)\n      Tests  1 failed | 3 passed | 2 skipped (6)\n   Start at  09:00:00\n',
    3,
    1,
    2,
  ],
  [
    'Jest',
    'PASS ./sum.test.js\n\nTest Suites: 1 passed, 1 total\nTests:       1 failed, 1 skipped, 2 passed, 4 total\nSnapshots:   0 total\nTime:        0.4 s\n',
    2,
    1,
    1,
  ],
  [
    'pytest',
    'test_sum.py ..F\n\n=========== 1 failed, 2 passed, 1 skipped, 3 warnings in 0.12s ===========\n',
    2,
    1,
    1,
  ],
  ['pytest, quiet and slow', '..\n2 passed in 61.20s (0:01:01)\n', 2, 0, 0],
  ['pytest with an error', '==== 2 passed, 1 error in 0.30s ====\n', 2, 1, 0],
  [
    'cargo, two binaries',
    'running 2 tests\ntest result: ok. 2 passed; 0 failed; 1 ignored; 0 measured\n\nrunning 1 test\ntest result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured\n',
    2,
    1,
    1,
  ],
  [
    'go test -v',
    '=== RUN   TestAdd\n--- PASS: TestAdd (0.00s)\n=== RUN   TestPost\n    --- FAIL: TestPost/empty (0.00s)\n--- SKIP: TestSend (0.00s)\nFAIL\nFAIL\texample.test/post\t0.003s\n',
    1,
    1,
    1,
  ],
  ['Mocha', '\n  sum\n    ✔ adds\n\n  2 passing (8ms)\n  1 pending\n  1 failing\n', 2, 1, 1],
  ['plain words', 'checking the calendar\n3 passed, 1 failed\n', 3, 1, 0],
  [
    'Playwright',
    'Running 4 tests using 2 workers\n\n  1 failed\n    [chromium] › a.spec.ts\n  3 passed (1.2s)\n',
    3,
    1,
    0,
  ],
  [
    'bare TAP',
    '1..4\nok 1 - adds\nnot ok 2 - divides\nok 3 # SKIP no network\nnot ok 4 # TODO later\n',
    1,
    1,
    2,
  ],
];

describe('[E14] the counts of a test run', () => {
  test.each(samples)('of %s are read', (_runner, output, passed, failed, skipped) => {
    expect(parseCounts(output)).toEqual({ passed, failed, skipped });
  });

  test.each(samples)('of %s are read in colour and with Windows line ends', (_runner, output, ...counts) => {
    const [passed, failed, skipped] = counts;
    const coloured = output.replaceAll(
      /\d+/g,
      (figure) => `\u001b[1m\u001b[32m${figure}\u001b[39m\u001b[22m`,
    );
    expect(parseCounts(coloured.replaceAll('\n', '\r\n'))).toEqual({ passed, failed, skipped });
  });
});

describe('[E14] a run of no test', () => {
  test.each([
    ['node:test', '# tests 0\n# suites 0\n# pass 0\n# fail 0\n# cancelled 0\n# skipped 0\n'],
    [
      'node:test over an emptied file, which Node counts as a test of its own',
      'TAP version 13\n# Subtest: /work/empty.test.mjs\nok 1 - /work/empty.test.mjs\n1..1\n# tests 1\n# pass 1\n# fail 0\n# cancelled 0\n# skipped 0\n',
    ],
    ['the same as spec', '✔ /work/empty.test.mjs (206.9ms)\nℹ tests 1\nℹ pass 1\nℹ fail 0\n'],
    ['cargo', 'running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured\n'],
    ['Mocha', '\n  0 passing (1ms)\n'],
    ['plain words', '0 passed, 0 failed\n'],
    ['TAP', '1..0 # skipped: no network\n'],
  ])('of %s counts none passed', (_runner, output) => {
    expect(parseCounts(output)).toMatchObject({ passed: 0, failed: 0 });
  });

  test('that skips all of them counts none passed', () => {
    expect(parseCounts('2 skipped in 0.01s\n')).toEqual({ passed: 0, failed: 0, skipped: 2 });
  });
});

describe('[E14] a red suite before a green one', () => {
  test.each([
    ['node:test', '# pass 1\n# fail 1\n', '# pass 5\n# fail 0\n'],
    ['Vitest', ' Tests  1 failed | 1 passed (2)\n', ' Tests  5 passed (5)\n'],
    ['Mocha', '  1 passing (3ms)\n  1 failing\n', '  5 passing (3ms)\n'],
    ['plain words', '1 passed, 1 failed\n', '5 passed\n'],
  ])('of %s stays red', (_runner, red, green) => {
    expect(parseCounts(red + green)).toMatchObject({ passed: 6, failed: 1 });
  });
});

describe('[E14] a TAP stream that breaks off', () => {
  test('counts what was announced and did not come as failed', () => {
    expect(parseCounts('1..5\nok 1\nok 2\n')).toEqual({ passed: 2, failed: 3, skipped: 0 });
  });
});

describe('[E14] what no runner prints is no count', () => {
  test.each([
    '',
    'ok\n',
    'All good, 3 tests were fine.\n',
    '3 passed the filter, 0 were dropped\n',
    '12 failed logins in the last hour\n',
    'ok  \texample.test/post\t0.003s\n',
    'testing: warning: no tests to run\nPASS\nok  \texample.test/post\t0.002s [no tests to run]\n',
    '?   \texample.test/post\t[no test files]\n',
    'Tests run: 3, Failures: 0, Errors: 0\n',
  ])('%j', (output) => {
    expect(parseCounts(output)).toBeUndefined();
  });
});
