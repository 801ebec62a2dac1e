import { desc, eq } from 'drizzle-orm';
import type { Reader, Store } from './make-store.ts';
import { type Fence, type NewEvent, record } from './record.ts';
import { documents } from './schema.ts';

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

/** The next version of the run's document; the same text twice in a row is one version. */
export async function insertDocument(
  store: Store,
  fence: Fence,
  document: { sha256: string; text: string; origin: DocumentVersion['origin'] },
  event?: Omit<NewEvent, 'key' | 'kind'>,
): Promise<number> {
  return record(store, fence, async (transaction, append) => {
    const last = await findDocument(transaction, fence.run);
    if (last?.sha256 === document.sha256) return last.version;
    const version = (last?.version ?? 0) + 1;
    await transaction.insert(documents).values({ run: fence.run, version, ...document });
    if (document.origin !== 'write_back') {
      await append({
        key: `document:${version}`,
        kind: 'document_adopted',
        ...event,
        data: { version, sha256: document.sha256, origin: document.origin, ...event?.data },
      });
    }
    return version;
  });
}
