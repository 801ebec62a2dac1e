import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

export const countsSchema = z.object({ passed: z.int(), failed: z.int(), skipped: z.int() });
export type Counts = z.infer<typeof countsSchema>;

/** Sums over all that match: a command may run several suites, and a red one is not forgotten for the green one after it. */
const total = (text: string, pattern: RegExp): number =>
  [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);

const countOf = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length;

type Reader = (text: string) => Counts | undefined;

/** `# pass 3` of TAP or `ℹ pass 3` of the spec reporter: Node's own runner. */
const nodeTest: Reader = (text) => {
  if (!/^(?:#|ℹ) pass \d+$/m.test(text)) return undefined;
  const of = (word: string) => total(text, new RegExp(`^(?:#|ℹ) ${word} (\\d+)$`, 'gm'));
  // Node counts a file that holds no test as one test that passed, under the file's own name.
  const files = countOf(text, /^(?:ok \d+ - |✔ )(?:\/|[A-Za-z]:\\).*\.[cm]?[jt]s(?: \([\d.]+ms\))?$/gm);
  return {
    passed: Math.max(0, of('pass') - files),
    failed: of('fail') + of('cancelled'),
    skipped: of('skipped'),
  };
};

/** `Tests  3 passed | 1 failed (4)` of Vitest, `Tests: 1 failed, 3 passed, 4 total` of Jest. */
const vitestOrJest: Reader = (text) =>
  wordsIn(text, /^\s*Tests:?\s+(.*\d+ (?:passed|failed|skipped|todo).*)$/gm);

/** `3 passed, 1 failed in 0.12s` of pytest, `3 passed, 0 failed` alone on a line; not words of a sentence. */
const plainWords: Reader = (text) => {
  const word = '\\d+ (?:passed|failed|skipped|errors?|xfailed|xpassed|warnings?|deselected)';
  const time = '(?: in [\\d.]+ ?m?s(?: \\([\\d:]+\\))?| \\([\\d.]+ ?m?s\\))?';
  const says = '(?=.*(?:passed|failed|skipped))';
  return wordsIn(text, new RegExp(`^[= \\t]*${says}(${word}(?:, ${word})*)${time}[= \\t]*$`, 'gm'));
};

/** `test result: ok. 3 passed; 0 failed; 0 ignored` of cargo, one line for each binary. */
const cargo: Reader = (text) => {
  if (!/^test result: /m.test(text)) return undefined;
  return {
    passed: total(text, /^test result: .*?(\d+) passed/gm),
    failed: total(text, /^test result: .*?(\d+) failed/gm),
    skipped: total(text, /^test result: .*?(\d+) ignored/gm),
  };
};

/** `3 passing`, `1 failing` of Mocha. */
const mocha: Reader = (text) => {
  const of = (word: string) => total(text, new RegExp(`^\\s*(\\d+) ${word}(?: \\(\\d+m?s\\))?$`, 'gm'));
  if (!/^\s*\d+ passing\b/m.test(text)) return undefined;
  return { passed: of('passing'), failed: of('failing'), skipped: of('pending') };
};

/** `--- PASS: TestX` lines of `go test -v`; without `-v` go says nothing about single tests. */
const goVerbose: Reader = (text) => {
  if (!/^\s*--- (?:PASS|FAIL|SKIP): /m.test(text)) return undefined;
  const of = (word: string) => countOf(text, new RegExp(`^\\s*--- ${word}: `, 'gm'));
  return { passed: of('PASS'), failed: of('FAIL'), skipped: of('SKIP') };
};

/** Bare TAP: `1..3`, `ok 1`, `not ok 2`, `ok 3 # SKIP`. What the plan announced and did not come has failed. */
const tap: Reader = (text) => {
  const lines = [...text.matchAll(/^(not )?ok \d+\b(.*)$/gm)];
  const plan = /^1\.\.(\d+)\b/m.exec(text)?.[1];
  if (lines.length === 0 && plan === undefined) return undefined;
  const skipped = lines.filter((line) => /#\s*(?:skip|todo)/i.test(line[2] ?? '')).length;
  const failed = lines.filter(
    (line) => line[1] !== undefined && !/#\s*(?:skip|todo)/i.test(line[2] ?? ''),
  ).length;
  const missing = plan === undefined ? 0 : Math.max(0, Number(plan) - lines.length);
  return { passed: lines.length - failed - skipped, failed: failed + missing, skipped };
};

const readers = [nodeTest, vitestOrJest, cargo, mocha, plainWords, goVerbose, tap];

/** The counts that a test run printed, or undefined where no known runner's closing lines are found. */
export function parseCounts(output: string): Counts | undefined {
  const text = stripVTControlCharacters(output).replaceAll('\r\n', '\n');
  for (const read of readers) {
    const counts = read(text);
    if (counts !== undefined) return counts;
  }
  return undefined;
}

function wordsIn(text: string, line: RegExp): Counts | undefined {
  const words = [...text.matchAll(line)].map((match) => match[1]!).join('\n');
  if (words === '') return undefined;
  const of = (word: string) => total(words, new RegExp(`(\\d+) ${word}\\b`, 'g'));
  return { passed: of('passed'), failed: of('failed') + of('errors?'), skipped: of('skipped') + of('todo') };
}
