import { findDocument, readBooks } from '@musterhq/store';
import { compileDocument } from '../compile-document.ts';
import type { Surroundings } from '../open-run.ts';
import { requireRun } from '../require-run.ts';
import { assembleBudgets, type Budgets } from './assemble-budgets.ts';
import { budgetPolicy } from './budget-policy.ts';
import { civilDay } from './claim-of.ts';

/** The budgets of a run as they stand now. */
export async function readBudgets(
  around: Pick<Surroundings, 'store' | 'repo' | 'library' | 'configuration' | 'now'>,
  run?: string,
): Promise<Budgets> {
  const { database } = around.store;
  const row = await requireRun(around, run);
  const day = civilDay(around.configuration, around.now());
  const [document, books] = await Promise.all([
    findDocument(database, row.id),
    readBooks(database, row.id, day),
  ]);
  const { plan } = compileDocument(document?.text ?? '', around.library);
  const budgets = assembleBudgets({
    ...{ run: row.id, day, books, tasks: plan.tasks },
    sessions: plan.sessions.map(({ id }) => id),
    policy: budgetPolicy(around.configuration, plan),
  });
  return { run: { id: row.id, state: row.state }, day, budgets };
}
