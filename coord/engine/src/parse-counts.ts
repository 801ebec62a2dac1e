import { stripVTControlCharacters } from 'node:util';

export type Counts = { passed: number; failed: number; skipped: number };

const number = (text: string, pattern: RegExp): number | undefined => {
  const found = [...text.matchAll(pattern)].at(-1)?.[1];
  return found === undefined ? undefined : Number(found);
};

const total = (text: string, pattern: RegExp): number =>
  [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);

type Reader = (text: string) => Counts | undefined;

/** `# pass 3` of TAP or `ℹ pass 3` of the spec reporter: Node's own runner. */
const nodeTest: Reader = (text) => {
  const passed = number(text, /^(?:#|ℹ) pass (\d+)$/gm);
  if (passed === undefined) return undefined;
  const cancelled = number(text, /^(?:#|ℹ) cancelled (\d+)$/gm) ?? 0;
  return {
    passed,
    failed: (number(text, /^(?:#|ℹ) fail (\d+)$/gm) ?? 0) + cancelled,
    skipped: number(text, /^(?:#|ℹ) skipped (\d+)$/gm) ?? 0,
  };
};

/** `Tests  3 passed | 1 failed (4)` of Vitest, `Tests: 1 failed, 3 passed, 4 total` of Jest. */
const vitestOrJest: Reader = (text) => {
  const line = [...text.matchAll(/^\s*Tests:?\s+(.*\d+ (?:passed|failed|skipped|todo).*)$/gm)].at(-1)?.[1];
  return line === undefined ? undefined : wordsOf(line);
};

/** `3 passed, 1 failed in 0.12s` of pytest, `3 passed, 0 failed` alone on a line. */
const plainWords: Reader = (text) => {
  const line = [
    ...text.matchAll(
      /^[=\s]*((?:\d+ (?:passed|failed|skipped|errors?|xfailed|xpassed|warnings?|deselected)(?:, )?)+)/gm,
    ),
  ]
    .map((match) => match[1]!)
    .findLast((found) => /passed|failed/.test(found));
  return line === undefined ? undefined : wordsOf(line);
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
  const passed = number(text, /^\s*(\d+) passing\b/gm);
  if (passed === undefined) return undefined;
  return {
    passed,
    failed: number(text, /^\s*(\d+) failing\b/gm) ?? 0,
    skipped: number(text, /^\s*(\d+) pending\b/gm) ?? 0,
  };
};

/** `--- PASS: TestX` lines of `go test -v`. */
const goVerbose: Reader = (text) => {
  if (!/^\s*--- (?:PASS|FAIL|SKIP): /m.test(text)) return undefined;
  const lines = (word: string) => [...text.matchAll(new RegExp(`^\\s*--- ${word}: `, 'gm'))].length;
  return { passed: lines('PASS'), failed: lines('FAIL'), skipped: lines('SKIP') };
};

/** Bare TAP: `ok 1`, `not ok 2`, `ok 3 # SKIP`. */
const tap: Reader = (text) => {
  const lines = [...text.matchAll(/^(not )?ok\b(.*)$/gm)];
  if (lines.length === 0) return undefined;
  const skipped = lines.filter((line) => /#\s*(?:skip|todo)/i.test(line[2] ?? '')).length;
  const failed = lines.filter((line) => line[1] !== undefined && !/#\s*todo/i.test(line[2] ?? '')).length;
  return { passed: lines.length - failed - skipped, failed, skipped };
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

function wordsOf(line: string): Counts {
  const of = (word: string) => number(line, new RegExp(`(\\d+) ${word}\\b`, 'g')) ?? 0;
  return { passed: of('passed'), failed: of('failed') + of('errors?'), skipped: of('skipped') + of('todo') };
}
