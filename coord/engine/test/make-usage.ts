import type { Reservation, UsageRow } from '@musterhq/store';
import { at } from './make-facts.ts';

/** A report of tokens: about the turn that it names, with the last number of its name as its minute. */
export function makeUsage(parts: Partial<UsageRow> & Pick<UsageRow, 'turn'>): UsageRow {
  return {
    ...{ run: 'r1', seq: 1, at: at(1), session: 2, task: 't', vendor: 'anthropic', model: 'claude-opus-5' },
    ...{ conversation: null, scope: 'turn', kind: 'delta', quality: 'reported' },
    ...{ input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null },
    ...{ costUsd: null, costScope: null },
    ...parts,
  };
}

export function makeReservation(parts: Partial<Reservation> & Pick<Reservation, 'turn'>): Reservation {
  const state = parts.state ?? 'reserved';
  return {
    ...{ run: 'r1', generation: 1, session: 2, task: 't', driver: 'acp', day: '2026-11-23' },
    ...{ state, tokens: 100, cents: 10, reservedAt: at(0) },
    endedAt: state === 'reserved' ? null : at(5),
    ...parts,
  };
}
