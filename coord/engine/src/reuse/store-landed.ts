import { mergeBase, storeResult } from '@musterhq/git';
import {
  type AttemptKey,
  type Event,
  readAttempts,
  readBriefs,
  readEvents,
  readReuses,
  readTurns,
  readUsage,
} from '@musterhq/store';
import type { Context } from '../context.ts';
import { usageOfTurns } from '../ledger/usage-of-turns.ts';
import { nameOf } from './find-reusable.ts';
import { replayDriver } from './maker-of.ts';
import { type StoredWork, storedMessage, toldKinds } from './stored-work.ts';

/**
 * Keeps what an attempt landed, under the key of what it was made from, for the next one with the same inputs: what no gate has
 * passed is not kept, nor what a person had a hand in. `commit` is the merge that landed it. May be repeated.
 */
export async function storeLanded(
  context: Context,
  of: AttemptKey,
  commit: string,
): Promise<'stored' | 'there' | 'not_kept'> {
  const { repo, store, fence } = context;
  const { database } = store;
  const [reuses, attempts, all] = await Promise.all([
    readReuses(database, fence.run),
    readAttempts(database, fence.run),
    readTurns(database, fence.run),
  ]);
  const decided = reuses.find((row) => row.task === of.task && row.attempt === of.attempt);
  const attempt = attempts.find((row) => row.task === of.task && row.number === of.attempt);
  const turns = all
    .filter((turn) => turn.task === of.task && turn.attempt === of.attempt)
    .toSorted((a, b) => a.number - b.number);
  const last = turns.at(-1);
  const inputs = decided?.inputs ?? undefined;
  if (inputs === undefined || decided?.key == null || attempt?.head == null || last === undefined)
    return 'not_kept';
  // A person's work follows from more than the inputs; a fallback's work from another driver than they name.
  const drivers = new Set(turns.map(({ driver }) => driver).filter((driver) => driver !== replayDriver));
  if (drivers.size > 1 || drivers.has('person')) return 'not_kept';
  if (last.driver === replayDriver) return 'there';
  const outcome = last.outcome as { message?: string; artifacts?: string[] } | null;
  const ids = turns.map(({ id }) => id);
  const [usage, briefs, base, told] = await Promise.all([
    readUsage(database, fence.run, ids),
    readBriefs(database, fence.run),
    mergeBase(repo, `${commit}^1`, attempt.head),
    readEvents(database, fence.run, { kinds: toldKinds }),
  ]);
  const used = usageOfTurns({ turns, usage, bound: { tokens: 0, cents: 0 } }).reduce(
    (sum, one) => sum + one.told,
    0,
  );
  const work = context.live.plan.tasks.find(({ id }) => id === of.task);
  return storeResult(repo, {
    name: nameOf(of.task),
    key: decided.key,
    base: base ?? `${commit}^1`,
    head: attempt.head,
    message: storedMessage({
      version: 1,
      task: of.task,
      run: fence.run,
      inputs,
      message: outcome?.message ?? work?.deliverable ?? work?.text.split('\n')[0] ?? of.task,
      artifacts: outcome?.artifacts ?? [],
      told: told.filter(({ task }) => task === of.task).map(toldOf),
      turns: turns.length,
      briefTokens: briefs
        .filter(({ turn }) => ids.includes(turn))
        .reduce((sum, { tokens }) => sum + tokens, 0),
      usedTokens: usage.length === 0 ? null : used,
    }),
    date: last.endedAt!.toISOString(),
    // What was replayed was sent back: what came of that is better.
    isBetter: turns.some(({ driver }) => driver === replayDriver),
  });
}

const toldOf = ({ kind, data }: Event): StoredWork['told'][number] => ({
  kind: kind as StoredWork['told'][number]['kind'],
  data,
});
