import { type Cut, cutName } from './cut.ts';
import type { CutResult } from './perform-cut.ts';
import { scenarios } from './scenario.ts';

const head = ['cut', 'points', 'same end', 'different', 'run over', 'median s', 'p99 s', 'max s'];

/** For each scenario a table of cut points by kind against what came of them, and one line that closes all. */
export function formatReport(results: CutResult[], minutes: string): string {
  const tables = scenarios.flatMap(({ name, words }) => {
    const some = results.filter((result) => result.scenario.name === name);
    return some.length === 0 ? [] : [`${name}: ${words}`, ...tableOf(some), ''];
  });
  const faulty = results.filter((result) => result.faults.length > 0);
  const recoveries = results.flatMap(({ recovery }) => (recovery === undefined ? [] : [recovery]));
  const [taken, next] = [
    recoveries.map(({ resumedMs }) => resumedMs),
    recoveries.map(({ nextMs }) => nextMs),
  ];
  return [
    ...tables,
    "seconds: from the start of `muster resume` to the first event after its own 'run resumed'; run over: it ended before the cut",
    ...faulty.map(faultLines),
    `${results.length} cuts in ${minutes} minutes, ${results.length - faulty.length} with the same end, ${faulty.length} with another; ` +
      `resumed after ${seconds(taken, 0.5)} s (p99 ${seconds(taken, 0.99)} s), at work after ${seconds(next, 0.5)} s (p99 ${seconds(next, 0.99)} s)`,
  ].join('\n');
}

function tableOf(results: CutResult[]): string[] {
  const kinds = new Map<string, CutResult[]>();
  for (const result of results) {
    const kind = kindOf(result.cut);
    kinds.set(kind, [...(kinds.get(kind) ?? []), result]);
  }
  const rows = [...kinds].sort().map(([kind, some]) => rowOf(kind, some));
  const table = [head, ...rows, rowOf('all', results)];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
}

export function faultLines(result: CutResult): string {
  const { scenario, cut, what, faults } = result;
  return [`${scenario.name}: ${cutName(cut)} (${what})`, ...faults.map((fault) => `  ${fault}`)].join('\n');
}

const kindOf = ({ at, side, postgres }: Cut): string =>
  `${side} ${at === 'event' ? 'an' : 'a'} ${at}, Postgres ${postgres}`;

function rowOf(kind: string, results: CutResult[]): string[] {
  const reached = results.filter((result) => result.isReached);
  const times = results.flatMap(({ recovery }) => (recovery === undefined ? [] : [recovery.nextMs]));
  return [
    kind,
    String(results.length),
    String(reached.filter((result) => result.faults.length === 0).length),
    String(results.filter((result) => result.faults.length > 0).length),
    String(results.length - reached.length),
    seconds(times, 0.5),
    seconds(times, 0.99),
    seconds(times, 1),
  ];
}

/** The smallest that so great a share of all does not exceed. */
function seconds(times: number[], share: number): string {
  if (times.length === 0) return '-';
  const sorted = times.toSorted((a, b) => a - b);
  return (sorted[Math.ceil(share * sorted.length) - 1]! / 1000).toFixed(2);
}
