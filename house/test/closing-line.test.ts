import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Tree, writeTree } from './clean-tree.ts';

const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const reporter = fileURLToPath(new URL('../src/closing-line.ts', import.meta.url));

/** Runs Vitest in a folder of its own and answers with its exit code and its last line. */
function runTests(tests: Tree): [number | null, string | undefined] {
  const root = writeTree({
    'vitest.config.mjs': `import { closingLine } from ${JSON.stringify(reporter)};
export default { test: { globals: true, reporters: ['default', closingLine] } };
`,
    ...tests,
  });
  const { status, stdout } = spawnSync(process.execPath, [vitest, 'run', '--root', root], {
    encoding: 'utf8',
  });
  rmSync(root, { recursive: true });
  return [status, stdout.trimEnd().split('\n').at(-1)];
}

test('a run ends with its counts', () => {
  const passing = "test('a', () => {}); test('b', () => {}); test.skip('c', () => {}); test.todo('d');";
  expect(runTests({ 'a.test.mjs': passing })).toEqual([0, '2 passed, 0 failed, 2 skipped']);
});

test('failed tests, files that do not load and broken hooks count as failed', () => {
  const tests = {
    'a.test.mjs': "test('a', () => {}); test('b', () => { throw new Error('b'); });",
    'b.test.mjs': "throw new Error('not loaded');",
    'c.test.mjs':
      "describe('c', () => { beforeAll(() => { throw new Error('hook'); }); test('d', () => {}); });",
  };
  expect(runTests(tests)).toEqual([1, '1 passed, 3 failed, 1 skipped']);
});

test('a run in which no test was executed fails', () => {
  expect(runTests({ 'a.test.mjs': "test.skip('a', () => {});" })).toEqual([
    1,
    '0 passed, 0 failed, 1 skipped',
  ]);
});
