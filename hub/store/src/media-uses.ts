import { and, eq, inArray, sql } from 'drizzle-orm';
import { inTransaction, type Reader, type Store } from './make-store.ts';
import { media } from './schema.ts';
import { StoreError } from './store-error.ts';

/** Where a file of the library is used: in what goes out, as it is; or in what that was made from, and then what it was made into. */
export type MediaUse = {
  sha256: string;
  item: string;
  variant: 'A' | 'B';
  /** The files that the variant shows. */
  shows: string[];
  /** The variant's publications that are not over: whoever reads the ledger wants to see what they show. */
  publications: string[];
};

/** Every use of every file, or those of one. Publications keep what they showed, whatever became of the item since. */
export async function readMediaUses(reader: Reader, sha256?: string): Promise<MediaUse[]> {
  const { rows } = await reader.execute<MediaUse>(sql`
    with shown as (
      select v.item, v.variant, m.value->>'sha256' as sha256
        from hub.variants v cross join jsonb_array_elements(v.post->'media') m
      union
      select p.item, w.value->>'label', f.sha256
        from hub.planned_items p
        cross join jsonb_array_elements(p.plan->'variants') w
        cross join jsonb_array_elements(w.value->'media') r
        cross join lateral (values (r.value->>'sha256'), (r.value->'slots'->>'picture')) f (sha256)
        where f.sha256 is not null
      union
      select p.item, coalesce(v.variant, 'A'), m.value->>'sha256'
        from hub.publications p cross join jsonb_array_elements(p.post->'media') m
        left join hub.variants v on v.item = p.item and v.content_hash = p.content_hash
    )
    select s.sha256, s.item, s.variant,
      coalesce((select jsonb_agg(m.value->>'sha256') from hub.variants v, jsonb_array_elements(v.post->'media') m
        where v.item = s.item and v.variant = s.variant), '[]') as shows,
      coalesce((select jsonb_agg(p.id order by p.created_at) from hub.publications p
        where p.item = s.item and p.post->'media' @> jsonb_build_array(jsonb_build_object('sha256', s.sha256))), '[]') as publications
    from shown s where ${sha256 ?? null}::text is null or s.sha256 = ${sha256 ?? null}
    order by s.item, s.variant`);
  return rows;
}

export async function setAltText(store: Store, sha256: string, altText: string): Promise<void> {
  const changed = await store.database
    .update(media)
    .set({ facts: sql`jsonb_set(${media.facts}, '{altText}', to_jsonb(${altText}::text))` })
    .where(eq(media.sha256, sha256))
    .returning({ sha256: media.sha256 });
  if (changed.length === 0) throw new StoreError('no_row', `The media library has no ${sha256}.`, { sha256 });
}

/** Whether a file was made with AI, as a person says. */
export async function setMadeWithAi(store: Store, sha256: string, isMade: boolean): Promise<void> {
  const facts = isMade
    ? sql`${media.facts} || '{"madeWithAi": true}'::jsonb`
    : sql`${media.facts} - 'madeWithAi'`;
  const changed = await store.database
    .update(media)
    .set({ facts })
    .where(eq(media.sha256, sha256))
    .returning({ sha256: media.sha256 });
  if (changed.length === 0) throw new StoreError('no_row', `The media library has no ${sha256}.`, { sha256 });
}

/** Those of the files that are made with AI. */
export async function readMadeWithAi(reader: Reader, files: readonly string[]): Promise<Set<string>> {
  if (files.length === 0) return new Set();
  const rows = await reader
    .select({ sha256: media.sha256 })
    .from(media)
    .where(and(inArray(media.sha256, [...files]), sql`${media.facts} ? 'madeWithAi'`));
  return new Set(rows.map(({ sha256 }) => sha256));
}

/**
 * Takes a file out of the library, with the note that it was once drawn; `taken` while something uses it. The bytes go before the row is
 * seen to be gone: who brings the same file in meanwhile waits for the row, and then lays the bytes down anew.
 */
export async function removeMedia(
  store: Store,
  sha256: string,
  removeBytes: () => Promise<void>,
): Promise<void> {
  await inTransaction(store, async (transaction) => {
    const [row] = await transaction.select().from(media).where(eq(media.sha256, sha256)).for('update');
    if (row === undefined) throw new StoreError('no_row', `The media library has no ${sha256}.`, { sha256 });
    const items = [...new Set((await readMediaUses(transaction, sha256)).map(({ item }) => item))];
    if (items.length > 0)
      throw new StoreError(
        'taken',
        `${row.name} is used by ${items.slice(0, 5).join(', ')}${items.length > 5 ? ` and ${items.length - 5} more` : ''}: give them another picture first.`,
        { sha256, items },
      );
    await transaction.execute(
      sql`delete from hub.drawn_recipes where recipe in (select recipe from hub.drawn_recipes where sha256 = ${sha256})`,
    );
    await transaction.delete(media).where(eq(media.sha256, sha256));
    await removeBytes();
  });
}
