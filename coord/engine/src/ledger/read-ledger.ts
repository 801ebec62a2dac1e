import { findDocument, readAnsweredTurns, readBooks, readTurns, readUsage } from '@musterhq/store';
import { compileDocument } from '../compile-document.ts';
import type { Surroundings } from '../open-run.ts';
import { requireRun } from '../require-run.ts';
import { assembleLedger, type Ledger, type LedgerGroup } from './assemble-ledger.ts';
import { boundOf } from './budget-policy.ts';
import { civilDay } from './claim-of.ts';

/** Tokens and money of a run as the store has them now; any process may ask, whether a coordinator lives or not. */
export async function readLedger(
  around: Pick<Surroundings, 'store' | 'repo' | 'library' | 'configuration' | 'now'>,
  by: LedgerGroup,
  run?: string,
): Promise<Ledger> {
  const { database } = around.store;
  const row = await requireRun(around, run);
  const [document, turns, usage, answered, books] = await Promise.all([
    findDocument(database, row.id),
    readTurns(database, row.id),
    readUsage(database, row.id),
    readAnsweredTurns(database, row.id),
    readBooks(database, row.id, civilDay(around.configuration, around.now())),
  ]);
  const { plan } = compileDocument(document?.text ?? '', around.library);
  const begun = new Set(
    books.reservations.filter(({ state }) => state !== 'released').map(({ turn }) => turn),
  );
  const bound = boundOf(around.configuration);
  return assembleLedger({ run: row, plan, turns, usage, begun, answered, bound, by });
}
