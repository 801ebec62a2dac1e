import { readTurns, type Turn } from '@musterhq/store';
import type { Context } from '../context.ts';

type Attempt = { task: string; attempt: number };

export async function getLastTurn(context: Context, of: Attempt): Promise<Turn> {
  return (await readAttemptTurns(context, of)).toSorted((a, b) => b.number - a.number)[0]!;
}

export async function readAttemptTurns(context: Context, of: Attempt): Promise<Turn[]> {
  const turns = await readTurns(context.store.database, context.fence.run);
  return turns.filter((turn) => turn.task === of.task && turn.attempt === of.attempt);
}
