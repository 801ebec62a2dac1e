import { amountWords, type Ledger, type LedgerGroup, type LedgerRow, readLedger } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';
import { print, table } from '../print.ts';

/** `muster ledger`: tokens and money, and what is not known of them. */
export async function ledger(
  environment: Environment,
  flags: { run?: string; by: LedgerGroup; json?: boolean; csv?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const value = await readLedger(around, flags.by, flags.run);
    print(value, flags.json, flags.csv === true ? csvLines : ledgerLines);
  });
}

const columns = [
  'turns',
  'input',
  'cache read',
  'cache write',
  'output',
  'reasoning',
  'told',
  'counted',
  'cost',
];

function ledgerLines(value: Ledger): string[] {
  const { run, by, rows, coordination, total, bound } = value;
  const cells = [
    [by, ...columns],
    ...[...rows, coordination, total].map((row) => [row.label, ...numbersOf(row)]),
  ];
  return [
    `Run ${run.id}, ${run.state}: tokens by ${by}.`,
    ...table(alignRight(cells)),
    '',
    ...unknownLines(value),
    `Cost is an estimate by published prices as of ${value.pricesAsOf}${said(total)}.`,
    ...(total.unpriced === 0 ? [] : [`${tokens(total.unpriced)} have no known price, and are not in it.`]),
    `Budgets count ${tokens(total.counted)}: what was told, and ${tokens(bound.tokens)} or ${amountWords(bound.cents, 'cents')} for a turn that told nothing.`,
    `Coordination used ${tokens(coordination.told)}.`,
  ];
}

const tokens = (count: number): string => amountWords(count, 'tokens');
const turnsOf = (count: number): string => (count === 1 ? '1 turn' : `${count} turns`);

const said = ({ saidUsd }: LedgerRow): string =>
  saidUsd === null ? '' : `; the agents themselves say ${amountWords(saidUsd * 100, 'cents')}`;

function unknownLines({ rows, total }: Ledger): string[] {
  const { unknown, atLeast } = total;
  const isAsked = total.certainties.some((certainty) => certainty !== 'none');
  const isTold = unknown.turns === 0 && atLeast.turns === 0;
  const odd = rows.filter(({ flags }) => flags.length > 0);
  return [
    ...(isAsked ? (isTold ? ['Every turn told what it used.'] : []) : ['No model was asked.']),
    ...(unknown.turns === 0
      ? []
      : [`Unknown: ${turnsOf(unknown.turns)} told nothing, counted as ${tokens(unknown.tokens)}.`]),
    ...(atLeast.turns === 0
      ? []
      : [
          `At least: ${turnsOf(atLeast.turns)} told a lower bound, counted as ${tokens(atLeast.tokens)} more.`,
        ]),
    ...odd.map(({ label, flags }) => `  ${label}: ${flags.map((flag) => flagWords[flag]).join('; ')}`),
  ];
}

const flagWords: Record<LedgerRow['flags'][number], string> = {
  requests_only: 'only single requests were told',
  partial: 'input or output was never told',
  unread_call: 'a call went by that could not be counted',
  zero: 'an agent said that it used nothing',
  decreased: 'a running total fell, and was taken for a new beginning',
  no_baseline: 'a first total may hold tokens of an earlier turn',
  differs_from_metered: 'an agent said something else than was counted',
};

function numbersOf(row: LedgerRow): string[] {
  const { input, cacheRead, cacheWrite, output, reasoning } = row.tokens;
  const kinds = [input, cacheRead, cacheWrite, output, reasoning];
  return [
    String(row.turns),
    // What nobody told is no zero.
    ...kinds.map((count) => (count === null ? '-' : count.toLocaleString('en-US'))),
    row.told.toLocaleString('en-US'),
    row.counted.toLocaleString('en-US'),
    row.costUsd === null ? '-' : amountWords(row.costUsd * 100, 'cents'),
  ];
}

/** All columns but the first. */
function alignRight(rows: string[][]): string[][] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell : cell.padStart(widths[column]!))));
}

const csvColumns = [
  ...[
    'key',
    'label',
    'turns',
    'input',
    'cache_read',
    'cache_write',
    'output',
    'reasoning',
    'told',
    'counted',
  ],
  ...['cost_usd', 'unpriced', 'said_usd', 'unknown_turns', 'unknown_tokens'],
  ...['at_least_turns', 'at_least_tokens', 'certainties', 'flags'],
];

function csvLines({ rows, coordination, total }: Ledger): string[] {
  const lines = [...rows, coordination, total].map((row) => [
    ...[row.key, row.label, row.turns, row.tokens.input, row.tokens.cacheRead, row.tokens.cacheWrite],
    ...[row.tokens.output, row.tokens.reasoning, row.told, row.counted],
    ...[row.costUsd, row.unpriced, row.saidUsd, row.unknown.turns, row.unknown.tokens],
    ...[row.atLeast.turns, row.atLeast.tokens, row.certainties.join(' '), row.flags.join(' ')],
  ]);
  return [csvColumns, ...lines].map((cells) => cells.map(csvCell).join(','));
}

/** Unknown is an empty cell. A text that a spreadsheet would take for a formula is led by an apostrophe. */
function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' && /^[=+\-@]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
