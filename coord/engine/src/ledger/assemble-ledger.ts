import type { Plan } from '@musterhq/plan';
import type { Run, Turn, UsageRow } from '@musterhq/store';
import { z } from 'zod';
import { pricesAsOf } from './prices.ts';
import { addTokens, noTokens, sizeOf, tokensOf } from './tokens.ts';
import { type Bound, certainties, flags, type TurnUsage, usageOfTurns } from './usage-of-turns.ts';
import type { Share } from './usage-tallies.ts';

export const ledgerGroups = ['session', 'task', 'turn', 'model'] as const;
export type LedgerGroup = (typeof ledgerGroups)[number];

const tokenCount = z.number().nullable();
const rowSchema = z.object({
  key: z.string(),
  label: z.string(),
  turns: z.int(),
  /** Null where nobody told. */
  tokens: z.object({
    input: tokenCount,
    cacheRead: tokenCount,
    cacheWrite: tokenCount,
    output: tokenCount,
    reasoning: tokenCount,
  }),
  /** Of all kinds; reasoning is a part of the output. */
  told: z.number(),
  /** An estimate in US dollars of what has a price; null where nothing has. */
  costUsd: z.number().nullable(),
  /** Tokens without a known price. */
  unpriced: z.number(),
  /** What agents themselves say; null by model, since they say it of the turn. */
  saidUsd: z.number().nullable(),
  /** Turns that told nothing, and what they count as. */
  unknown: z.object({ turns: z.int(), tokens: z.number() }),
  /** Turns of which a lower bound was told, and what they count as beside it. */
  atLeast: z.object({ turns: z.int(), tokens: z.number() }),
  /** What budgets use: told and bounds. */
  counted: z.number(),
  certainties: z.array(z.enum(certainties)),
  flags: z.array(z.enum(flags)),
});
export type LedgerRow = z.infer<typeof rowSchema>;

/** The whole of a run's tokens and money, as `muster ledger --json` prints it. */
export const ledgerSchema = z.object({
  run: z.object({ id: z.string(), state: z.string() }),
  by: z.enum(ledgerGroups),
  rows: z.array(rowSchema),
  /** What was told of anything but turns of sessions. */
  coordination: rowSchema,
  total: rowSchema,
  /** At what a turn counts that tells nothing. */
  bound: z.object({ tokens: z.number(), cents: z.number() }),
  pricesAsOf: z.string(),
});
export type Ledger = z.infer<typeof ledgerSchema>;

export function assembleLedger(facts: {
  run: Pick<Run, 'id' | 'state'>;
  plan: Pick<Plan, 'sessions' | 'tasks'>;
  turns: readonly Turn[];
  usage: readonly UsageRow[];
  begun: ReadonlySet<string>;
  answered: ReadonlySet<string>;
  bound: Bound;
  by: LedgerGroup;
}): Ledger {
  const { run, by, bound, turns } = facts;
  const usage = usageOfTurns(facts);
  const known = new Set(turns.map(({ id }) => id));
  const nobodys = facts.usage.filter((row) => !known.has(row.turn));
  const coordination = { ...emptyRow('coordination', 'coordination'), tokens: noTokens };
  for (const row of nobodys) coordination.tokens = addTokens(coordination.tokens, tokensOf(row));
  coordination.told = coordination.counted = sizeOf(coordination.tokens);
  const total = emptyRow('total', 'total');
  for (const one of usage) addTurn(total, one);
  for (const share of usage.flatMap(({ shares }) => shares)) addShare(total, share);
  total.told += coordination.told;
  total.counted += coordination.counted;
  return {
    run: { id: run.id, state: run.state },
    by,
    rows: by === 'model' ? rowsByModel(usage) : rowsByTurn(usage, namer(facts.plan, by)),
    coordination,
    total,
    bound,
    pricesAsOf,
  };
}

type Name = { key: string; label: string };

function namer(plan: Pick<Plan, 'sessions' | 'tasks'>, by: 'session' | 'task' | 'turn') {
  const sessions = new Map(plan.sessions.map(({ id, name }) => [id, name]));
  const tasks = new Map(plan.tasks.map(({ id, label }) => [id, label]));
  return ({ turn }: TurnUsage): Name => {
    if (by === 'turn') return { key: turn.id, label: turn.id };
    if (by === 'task') return { key: turn.task, label: tasks.get(turn.task) ?? turn.task };
    const name = sessions.get(turn.session);
    const label = name === undefined ? `Session ${turn.session}` : `Session ${turn.session}: ${name}`;
    return { key: String(turn.session), label };
  };
}

/** Turns of which no model is known to have been asked have no row of their own, but in a list of turns. */
function rowsByTurn(usage: readonly TurnUsage[], nameOf: (one: TurnUsage) => Name): LedgerRow[] {
  const rows = new Map<string, LedgerRow>();
  for (const one of usage) {
    const { key, label } = nameOf(one);
    const row = rows.get(key) ?? emptyRow(key, label);
    rows.set(key, row);
    addTurn(row, one);
    for (const share of one.shares) addShare(row, share);
  }
  return [...rows.values()];
}

/** By vendor and model; what turns count as beside what they told is of no known model. */
function rowsByModel(usage: readonly TurnUsage[]): LedgerRow[] {
  const rows = new Map<string, LedgerRow>();
  const rowOf = (key: string): LedgerRow => {
    const row = rows.get(key) ?? emptyRow(key, key);
    rows.set(key, row);
    return row;
  };
  for (const { shares } of usage) {
    for (const share of shares) {
      const row = rowOf(`${share.vendor}/${share.model ?? 'unknown model'}`);
      row.turns += 1;
      row.told += sizeOf(share.tokens);
      row.counted += sizeOf(share.tokens);
      addShare(row, share);
    }
  }
  for (const one of usage) {
    if (one.counted === one.told) continue;
    const row = rowOf('not told');
    addTurn(row, { ...one, told: 0, counted: one.counted - one.told, saidUsd: null });
  }
  return [...rows.values()];
}

function emptyRow(key: string, label: string): LedgerRow {
  return {
    ...{ key, label, turns: 0, tokens: noTokens, told: 0, costUsd: null, unpriced: 0, saidUsd: null },
    unknown: { turns: 0, tokens: 0 },
    atLeast: { turns: 0, tokens: 0 },
    ...{ counted: 0, certainties: [], flags: [] },
  };
}

function addTurn(row: LedgerRow, { certainty, flags, told, counted, saidUsd }: TurnUsage): void {
  row.turns += 1;
  row.told += told;
  row.counted += counted;
  if (saidUsd !== null) row.saidUsd = (row.saidUsd ?? 0) + saidUsd;
  const bounded = certainty === 'unknown' ? row.unknown : certainty === 'at_least' ? row.atLeast : undefined;
  if (bounded !== undefined) {
    bounded.turns += 1;
    bounded.tokens += counted - told;
  }
  if (!row.certainties.includes(certainty)) row.certainties.push(certainty);
  row.flags.push(...flags.filter((flag) => !row.flags.includes(flag)));
}

function addShare(row: LedgerRow, { tokens, costUsd, unpriced }: Share): void {
  row.tokens = addTokens(row.tokens, tokens);
  if (costUsd !== null) row.costUsd = (row.costUsd ?? 0) + costUsd;
  row.unpriced += unpriced;
}
