import type { UsageRow } from '@musterhq/store';
import { costOf } from './cost-of.ts';
import { addTokens, advance, sizeOf, type Tokens, tokensOf } from './tokens.ts';

/** What of a turn's tokens one model of one vendor had. */
export type Share = {
  vendor: string;
  model: string | null;
  tokens: Tokens;
  /** Estimated; of what has a price. */
  costUsd: number | null;
  /** Tokens among them that have none. */
  unpriced: number;
};

/** What one way of telling comes to. */
export type Tally = { shares: Share[]; isReset: boolean; isWithoutBaseline: boolean };

/** The last total of each conversation, by model; carried from turn to turn. */
export type Baselines = Map<string, Map<string, Tokens>>;

const nobody = '';

/** Adds up rows of one scope. Totals become what they add to the one before them; `known` has those, and is brought up to date. */
function tallyOf(rows: readonly UsageRow[], known: Map<string, Tokens>): Tally {
  const tally: Tally = { shares: [], isReset: false, isWithoutBaseline: false };
  // Vendors that tell a total for each model do so from one look to the next; else a total is of all models together.
  const models = new Set(rows.map(({ model }) => model ?? nobody));
  const isByModel = models.size > 1 || known.size > 1;
  for (const row of rows) {
    const told = tokensOf(row);
    if (row.kind === 'delta') {
      addShare(tally.shares, row, told);
      continue;
    }
    const name = row.model ?? nobody;
    const before = isByModel ? known.get(name) : [...known.values()][0];
    const { added, after, isReset } = advance(before, told);
    if (!isByModel) known.clear();
    known.set(name, after);
    tally.isReset ||= isReset;
    addShare(tally.shares, row, added);
  }
  return tally;
}

function addShare(shares: Share[], row: UsageRow, tokens: Tokens): void {
  const cost = costOf(tokens, row);
  const unpriced = cost === null ? sizeOf(tokens) : 0;
  const share = shares.find(({ vendor, model }) => vendor === row.vendor && model === row.model);
  if (share === undefined) {
    shares.push({ vendor: row.vendor, model: row.model, tokens, costUsd: cost, unpriced });
    return;
  }
  share.tokens = addTokens(share.tokens, tokens);
  share.costUsd = cost === null ? share.costUsd : (share.costUsd ?? 0) + cost;
  share.unpriced += unpriced;
}

/** The rows of a turn, told about the turn itself. */
export const ofTurn = (rows: readonly UsageRow[]): Tally | undefined => {
  const own = rows.filter(({ scope }) => scope === 'turn');
  return own.length === 0 ? undefined : tallyOf(own, new Map());
};

/** Told about single requests: nobody can say that these were all. */
export const ofRequests = (rows: readonly UsageRow[]): Tally | undefined => {
  const own = rows.filter(({ scope }) => scope === 'request');
  return own.length === 0 ? undefined : tallyOf(own, new Map());
};

/** Told about the conversation; `isContinued` where an earlier turn held it, whose tokens are in a first total too. */
export function ofConversations(
  rows: readonly UsageRow[],
  baselines: Baselines,
  isContinued: (conversation: string) => boolean,
): Tally | undefined {
  const own = rows.filter(({ scope }) => scope === 'conversation');
  if (own.length === 0) return undefined;
  const whole: Tally = { shares: [], isReset: false, isWithoutBaseline: false };
  // Without a name it is one of its own: what another turn told is not known to be of the same.
  const nameOf = ({ turn, conversation }: UsageRow) => conversation ?? `turn ${turn}`;
  for (const name of new Set(own.map(nameOf))) {
    const told = own.filter((row) => nameOf(row) === name);
    const known = baselines.get(name) ?? new Map<string, Tokens>();
    const isFirst = known.size === 0 && told.some(({ kind }) => kind === 'total');
    const tally = tallyOf(told, known);
    baselines.set(name, known);
    whole.shares.push(...tally.shares);
    whole.isReset ||= tally.isReset;
    whole.isWithoutBaseline ||= isFirst && isContinued(name);
  }
  return whole;
}

export const sizeOfTally = ({ shares }: Tally): number =>
  shares.reduce((sum, { tokens }) => sum + sizeOf(tokens), 0);
