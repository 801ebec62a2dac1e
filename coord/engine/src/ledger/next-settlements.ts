import type { Amount, Reservation, Turn } from '@musterhq/store';
import type { TurnUsage } from './usage-of-turns.ts';

export type Settlement = { kind: 'settle'; turn: string; amount: Amount } | { kind: 'release'; turn: string };

/**
 * What becomes of reservations that are open although nothing runs for them any more, whatever a crash left: a turn that ended
 * is settled as what it came to; one that an earlier coordinator reserved and never began is given back.
 */
export function nextSettlements(facts: {
  run: string;
  generation: number;
  reservations: readonly Reservation[];
  turns: readonly Turn[];
  usage: readonly TurnUsage[];
}): Settlement[] {
  const turns = new Map(facts.turns.map((turn) => [turn.id, turn]));
  const usage = new Map(facts.usage.map((one) => [one.turn.id, one]));
  return facts.reservations.flatMap((row): Settlement[] => {
    if (row.run !== facts.run || row.state !== 'reserved') return [];
    const turn = turns.get(row.turn);
    if (turn === undefined)
      return row.generation < facts.generation ? [{ kind: 'release', turn: row.turn }] : [];
    const came = usage.get(row.turn);
    if (turn.endedAt === null || came === undefined) return [];
    return [
      {
        kind: 'settle',
        turn: row.turn,
        amount: { tokens: came.counted, cents: came.countedCents },
      },
    ];
  });
}
