import { and, desc, eq } from 'drizzle-orm';
import type { Reader, Store, Transaction } from './make-store.ts';
import { type Fence, type NewEvent, record } from './record.ts';
import { attempts, documents, integrations, turns } from './schema.ts';

export type DocumentVersion = typeof documents.$inferSelect;

export async function findDocument(reader: Reader, run: string): Promise<DocumentVersion | undefined> {
  const [row] = await reader
    .select()
    .from(documents)
    .where(eq(documents.run, run))
    .orderBy(desc(documents.version))
    .limit(1);
  return row;
}

/**
 * The next version of the run's document; the same text twice in a row is one version. A version is told of once it is
 * in force, which for the first one is later than its row (see `insertRun`).
 */
export async function insertDocument(
  store: Store,
  fence: Fence,
  document: { sha256: string; text: string; origin: DocumentVersion['origin'] },
  options: {
    data?: NewEvent['data'];
    /** Tasks that go under another id from this version on, all at once; none of them may be at work. */
    moves?: { from: string; to: string }[];
  } = {},
): Promise<number> {
  return record(store, fence, async (transaction, append) => {
    const last = await findDocument(transaction, fence.run);
    const isKnown = last?.sha256 === document.sha256;
    const version = isKnown ? last.version : (last?.version ?? 0) + 1;
    const origin = isKnown ? last.origin : document.origin;
    if (!isKnown) await transaction.insert(documents).values({ run: fence.run, version, ...document });
    if (origin !== 'write_back') {
      await append({
        key: `document:${version}`,
        kind: 'document_adopted',
        data: { version, sha256: document.sha256, origin, ...options.data },
      });
    }
    if (isKnown) return version;
    await moveTasks(transaction, fence.run, options.moves ?? []);
    return version;
  });
}

/** Two ids may change places, so every row leaves its old id before one arrives at a new one. */
async function moveTasks(transaction: Transaction, run: string, moves: { from: string; to: string }[]) {
  const rename = async (from: string, to: string) => {
    for (const rows of [attempts, turns, integrations]) {
      await transaction
        .update(rows)
        .set({ task: to })
        .where(and(eq(rows.run, run), eq(rows.task, from)));
    }
  };
  for (const { from } of moves) await rename(from, `${from} on the move`);
  for (const { from, to } of moves) await rename(`${from} on the move`, to);
}
