import type { CellResult } from './run-cell.ts';

/** One line for each cell, as it is committed. */
export function formatCells(results: readonly CellResult[]): string {
  const lines = results.map(
    ({ cell, outcome }) => `${cell.subject.name} | ${cell.where} | ${cell.what} | ${outcome}`,
  );
  return `${lines.join('\n')}\n`;
}

/** How many cells of each platform ended how. */
export function formatSummary(results: readonly CellResult[]): string {
  const stateOf = ({ outcome }: CellResult) => outcome.split(', ').slice(0, 2).join(', ');
  const states = [...new Set(results.map(stateOf))].toSorted();
  const count = (some: readonly CellResult[]) =>
    states.map((state) => String(some.filter((result) => stateOf(result) === state).length));
  const subjects = [...new Set(results.map(({ cell }) => cell.subject.name))];
  const rows = subjects.map((name) => {
    const some = results.filter(({ cell }) => cell.subject.name === name);
    return [name, String(some.length), ...count(some)];
  });
  const table = [['', 'cells', ...states], ...rows, ['all', String(results.length), ...count(results)]];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const lines = table.map((row) => row.map((cell, column) => cell.padStart(widths[column]!)).join('  '));
  const faulty = results.filter(({ faults }) => faults.length > 0);
  return [
    ...lines,
    ...faulty.map(
      ({ cell, outcome, faults }) =>
        `${cell.subject.name}: ${cell.where}, ${cell.what}: ${outcome}: ${faults.join('; ')}`,
    ),
  ].join('\n');
}
