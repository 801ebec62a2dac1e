import {
  type Budget,
  insertRequest,
  readAssignments,
  readAttempts,
  readTurns,
  setBudget,
} from '@musterhq/store';
import { refusalOfAsk } from '../asks/refusal-of-ask.ts';
import { parseBudget } from '../ledger/parse-budget.ts';
import { stoppedByBudget } from '../ledger/stopped-by-budget.ts';
import type { Surroundings } from '../open-run.ts';
import { readRunPlan } from '../read-status.ts';

/**
 * Gives a budget of the open run another limit, by name and with a reason. What was given up for want of budget is tried again: where it
 * still does not fit it says so once more.
 */
export async function changeBudget(
  around: Surroundings,
  { scope, limit, by, why }: { scope: string; limit: string; by: string; why: string },
): Promise<Budget> {
  if (why.trim() === '') throw refusalOfAsk('Say why: the reason is kept with the limit.');
  const { plan, run } = await readRunPlan(around);
  if (run.state === 'finished' || run.state === 'abandoned')
    throw refusalOfAsk(
      `Run ${run.id} is ${run.state}: nothing of it uses a budget any more. Those of later runs stand under 'budget:' in muster/config.yaml.`,
    );
  const byHand = await readAssignments(around.store.database);
  const parsed = parseBudget(scope, limit, {
    sessions: plan.sessions.map(({ id }) => id),
    tasks: [...plan.tasks, ...byHand.map(({ id }) => ({ id, label: id }))],
  });
  if (parsed.kind === 'refused') throw refusalOfAsk(parsed.reason);
  const { kind, ...amounts } = parsed;
  const budget = await setBudget(around.store, run.id, { ...amounts, by, why: why.trim() });
  const { store } = around;
  const [attempts, turns] = await Promise.all([
    readAttempts(store.database, run.id),
    readTurns(store.database, run.id),
  ]);
  for (const task of stoppedByBudget(attempts, turns))
    await insertRequest(store, { run: run.id, kind: 'retry', data: { task } });
  return budget;
}
