import { type Cut, cutName } from './cut.ts';
import type { CutResult } from './perform-cut.ts';

/** Cut points by kind against what came of them, and how long a recovery took. */
export function formatReport(results: CutResult[]): string {
  const kinds = new Map<string, CutResult[]>();
  for (const result of results) {
    const kind = kindOf(result.cut);
    kinds.set(kind, [...(kinds.get(kind) ?? []), result]);
  }
  const rows = [...kinds].map(([kind, some]) => rowOf(kind, some));
  const head = ['cut', 'points', 'same end', 'different', 'run over', 'min s', 'median s', 'max s'];
  const table = [head, ...rows, rowOf('all', results)];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  '),
  );
  const faults = results.filter((result) => result.faults.length > 0).map(faultLines);
  return [
    ...lines,
    '',
    'seconds: from the start of `muster resume` to the first event after its own; run over: it ended before the cut',
    ...faults,
  ].join('\n');
}

export function faultLines(result: CutResult): string {
  const { cut, what, faults } = result;
  return [`${cutName(cut)} (${what})`, ...faults.map((fault) => `  ${fault}`)].join('\n');
}

const kindOf = ({ at, side, postgres }: Cut): string =>
  `${side} ${at === 'event' ? 'an' : 'a'} ${at}, Postgres ${postgres}`;

function rowOf(kind: string, results: CutResult[]): string[] {
  const reached = results.filter((result) => result.isReached);
  const times = results
    .flatMap((result) => (result.recovery === undefined ? [] : [result.recovery.nextMs]))
    .sort((a, b) => a - b);
  const seconds = (at: number) => (times.length === 0 ? '-' : (times[at]! / 1000).toFixed(2));
  return [
    kind,
    String(results.length),
    String(reached.filter((result) => result.faults.length === 0).length),
    String(results.filter((result) => result.faults.length > 0).length),
    String(results.length - reached.length),
    seconds(0),
    seconds(Math.floor(times.length / 2)),
    seconds(times.length - 1),
  ];
}
