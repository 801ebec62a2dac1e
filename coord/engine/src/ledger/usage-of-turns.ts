import type { Turn, UsageRow } from '@musterhq/store';
import { saidCosts } from './said-costs.ts';
import { isTold, sizeOf, type Tokens, tokensOf } from './tokens.ts';
import {
  type Baselines,
  ofConversations,
  ofRequests,
  ofTurn,
  type Share,
  sizeOfTally,
  type Tally,
} from './usage-tallies.ts';

/** At what a turn counts whose agent said nothing; what has no price is reckoned at the same rate. */
export type Bound = { tokens: number; cents: number };

export const certainties = [
  /** No model was asked. */
  'none',
  /** Under way: what was told so far. */
  'running',
  'metered',
  'reported',
  /** What was told is a lower bound. */
  'at_least',
  'unknown',
] as const;
type Certainty = (typeof certainties)[number];

/** What is odd about the numbers of a turn. */
export const flags = [
  /** Only single requests were told. */
  'requests_only',
  /** Either what was sent or what was written was never told. */
  'partial',
  /** A call went by whose tokens nobody could read. */
  'unread_call',
  /** The agent says that it used nothing at all. */
  'zero',
  /** A running total fell, and was taken for a new beginning. */
  'decreased',
  /** A first total may have tokens of an earlier turn in it. */
  'no_baseline',
  /** The agent says something else than our own count. */
  'differs_from_metered',
] as const;
type Flag = (typeof flags)[number];

export type TurnUsage = {
  turn: Turn;
  certainty: Certainty;
  flags: Flag[];
  shares: Share[];
  /** Tokens that were told; `counted` is never less, and is what budgets use. */
  told: number;
  counted: number;
  /** US cents, priced or at the bound's rate. */
  countedCents: number;
  /** What the agent itself says that the turn cost. */
  saidUsd: number | null;
};

/** Drivers that ask no model. Where one tells tokens all the same, they count. */
const withoutModel = new Set(['runbook', 'scripted', 'person', 'replay']);
/** A vendor that refuses a request with one of these bills nothing for it. */
const refusals = new Set(['auth', 'quota', 'rate_limit']);

/**
 * From what was told to what each turn used: by turn in the order of their start, whatever scope and kind a vendor tells. What is
 * not known counts at the bound and is flagged; nothing is ever negative.
 */
export function usageOfTurns(facts: {
  turns: readonly Turn[];
  usage: readonly UsageRow[];
  bound: Bound;
  /** Turns that have their part of the budgets. An agent's turn never begins without: who has none was held. */
  begun?: ReadonlySet<string>;
  /** Turns in which an agent said or did something. */
  answered?: ReadonlySet<string>;
}): TurnUsage[] {
  const turns = [...facts.turns].sort(
    (a, b) => a.startedAt.getTime() - b.startedAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  const baselines: Baselines = new Map();
  const held = new Set<string>();
  const told = new Map<string, UsageRow[]>();
  for (const row of [...facts.usage].sort((a, b) => a.seq - b.seq)) pushTo(told, row.turn, row);
  const said = saidCosts(turns, told);
  return turns.map((turn) => {
    const rows = told.get(turn.id) ?? [];
    const count = countOf(rows, baselines, (conversation) => held.has(conversation));
    for (const { conversation } of [turn, ...rows]) if (conversation !== null) held.add(conversation);
    const certainty = certaintyOf(turn, count, facts);
    return assemble(turn, certainty, count, facts.bound, said.get(turn.id) ?? null);
  });
}

function pushTo<Value>(groups: Map<string, Value[]>, name: string, value: Value): void {
  const group = groups.get(name);
  if (group === undefined) groups.set(name, [value]);
  else group.push(value);
}

type Count = { shares: Share[]; quality: 'metered' | 'reported' | 'at_least' | 'unknown'; flags: Flag[] };

function countOf(
  rows: readonly UsageRow[],
  baselines: Baselines,
  isContinued: (conversation: string) => boolean,
): Count {
  const told = rows.filter((row) => row.quality !== 'unknown' && isTold(tokensOf(row)));
  const reported = reportedOf(
    told.filter(({ quality }) => quality === 'reported'),
    baselines,
    isContinued,
  );
  const metered = told.filter(({ quality }) => quality === 'metered');
  if (metered.length === 0) return reported;
  const tally = ofTurn(metered) ?? ofRequests(metered) ?? ofConversations(metered, new Map(), isContinued)!;
  const isUnread = rows.some(
    (row) => row.scope === 'request' && (row.quality === 'unknown' || !isTold(tokensOf(row))),
  );
  const differs =
    reported.quality === 'reported' && sizeOfTally(tally) !== sumOf(reported.shares)
      ? (['differs_from_metered'] as const)
      : [];
  const flags = [...oddities(tally), ...differs];
  if (isUnread) return { shares: tally.shares, quality: 'at_least', flags: [...flags, 'unread_call'] };
  return { shares: tally.shares, quality: isPartial(tally) ? 'at_least' : 'metered', flags };
}

/** Of several complete tallies the largest counts; single requests only where there is nothing else. */
function reportedOf(
  rows: readonly UsageRow[],
  baselines: Baselines,
  isContinued: (conversation: string) => boolean,
): Count {
  const turn = ofTurn(rows);
  const conversation = ofConversations(rows, baselines, isContinued);
  const requests = ofRequests(rows);
  const isBetter =
    turn === undefined ||
    (conversation !== undefined &&
      !conversation.isWithoutBaseline &&
      sizeOfTally(conversation) > sizeOfTally(turn));
  const complete = isBetter ? (conversation ?? turn) : turn;
  const tally = complete ?? requests;
  if (tally === undefined) return { shares: [], quality: 'unknown', flags: [] };
  const flags = oddities(tally);
  if (sizeOfTally(tally) === 0) return { shares: [], quality: 'unknown', flags: [...flags, 'zero'] };
  if (complete === undefined)
    return { shares: tally.shares, quality: 'at_least', flags: [...flags, 'requests_only'] };
  return { shares: tally.shares, quality: isPartial(tally) ? 'at_least' : 'reported', flags };
}

function oddities(tally: Tally): Flag[] {
  return [
    ...(tally.isReset ? (['decreased'] as const) : []),
    ...(tally.isWithoutBaseline ? (['no_baseline'] as const) : []),
    ...(isPartial(tally) ? (['partial'] as const) : []),
  ];
}

const isPartial = ({ shares }: Tally): boolean =>
  shares.every(({ tokens }) => tokens.output === null) || shares.every(({ tokens }) => isUnsent(tokens));

const isUnsent = ({ input, cacheRead, cacheWrite }: Tokens): boolean =>
  input === null && cacheRead === null && cacheWrite === null;

function certaintyOf(
  turn: Turn,
  { quality, shares }: Count,
  { begun, answered }: { begun?: ReadonlySet<string>; answered?: ReadonlySet<string> },
): Certainty {
  if (turn.endedAt === null) return 'running';
  if (quality !== 'unknown') return quality;
  if (shares.length === 0 && withoutModel.has(turn.driver)) return 'none';
  if (begun !== undefined && !begun.has(turn.id)) return 'none';
  const error = turn.outcome?.error as { class?: string } | undefined;
  const isRefused = turn.outcome?.reason === 'agent_error' && refusals.has(error?.class ?? '');
  return isRefused && answered !== undefined && !answered.has(turn.id) ? 'none' : 'unknown';
}

function assemble(
  turn: Turn,
  certainty: Certainty,
  { shares, flags }: Count,
  bound: Bound,
  saidUsd: number | null,
): TurnUsage {
  const told = sumOf(shares);
  const isBound = certainty === 'unknown' || certainty === 'at_least';
  const counted = isBound ? Math.max(told, bound.tokens) : told;
  const centsPerToken = bound.tokens === 0 ? 0 : bound.cents / bound.tokens;
  const priced = shares.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0) * 100;
  const unpriced = shares.reduce((sum, one) => sum + one.unpriced, 0);
  const reckoned = priced + (unpriced + counted - told) * centsPerToken;
  return {
    ...{ turn, certainty, flags, shares, told, counted, saidUsd },
    // Where no price is known the agent's own word is nearer than the bound's rate, unless that is less.
    countedCents: unpriced > 0 ? Math.max(reckoned, (saidUsd ?? 0) * 100) : reckoned,
  };
}

const sumOf = (shares: readonly Share[]): number =>
  shares.reduce((sum, { tokens }) => sum + sizeOf(tokens), 0);
