import type { Repository } from '@musterhq/git';
import type { Plan } from '@musterhq/plan';
import { type Append, record, type Store, type Transaction } from '@musterhq/store';
import type { Context } from '../context.ts';
import type { GrantRules } from './grant-rule.ts';

/** One transaction of the run's log; refused where the one who writes no longer may. */
type Write = <Result>(
  change: (transaction: Transaction, append: Append) => Promise<Result>,
) => Promise<Result>;

/** All that an answer is made from. */
export type AskRoom = {
  store: Store;
  run: string;
  write: Write;
  repo: Repository;
  plan: Plan;
  documentPath: string;
  /** Grants that are given by rule. */
  grants: GrantRules;
  now: number;
};

/** Who asks. It comes from the turn, never from what was asked. */
export type Asker = {
  session: number;
  /** Absent for a person who holds a session in which no task is under way. */
  task?: string;
  /** The turn in which it is asked; absent for a person's agent. */
  turn?: string;
  worktree: string;
  /** The key of the event that the ask leaves: the same ask has the same key, so that it is answered once. */
  key: string;
};

/** What the coordinator answers from, as things stand now. */
export function roomOf(context: Context): AskRoom {
  const { store, fence, repo, live, documentPath, configuration, clock } = context;
  return {
    store,
    run: fence.run,
    write: (change) => record(store, fence, change),
    repo,
    plan: live.plan,
    documentPath,
    grants: configuration.grants,
    now: clock.now(),
  };
}
