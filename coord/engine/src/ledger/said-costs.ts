import type { Turn, UsageRow } from '@musterhq/store';

/** What agents themselves say that each turn cost, in US dollars; a total of a conversation less the one before it. */
export function saidCosts(
  turns: readonly Turn[],
  told: ReadonlyMap<string, readonly UsageRow[]>,
): Map<string, number> {
  const costs = new Map<string, number>();
  const totals = new Map<string, number>();
  for (const turn of turns) {
    const rows = (told.get(turn.id) ?? []).filter(({ costUsd }) => costUsd !== null);
    let ofConversations = 0;
    for (const { conversation, costUsd, costScope } of rows) {
      if (costScope !== 'conversation') continue;
      const name = conversation ?? `turn ${turn.id}`;
      const before = totals.get(name) ?? 0;
      // A total that falls has begun again: all of it is new.
      ofConversations += costUsd! < before ? costUsd! : costUsd! - before;
      totals.set(name, costUsd!);
    }
    const ofTurn = rows.findLast(({ costScope }) => costScope !== 'conversation')?.costUsd ?? 0;
    if (rows.length > 0) costs.set(turn.id, Math.max(ofConversations, ofTurn));
  }
  return costs;
}
