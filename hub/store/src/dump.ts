import { sql } from 'drizzle-orm';
import { inTransaction, type Reader, type Store, type Transaction } from './make-store.ts';
import { fence } from './schema.ts';
import { StoreError } from './store-error.ts';

/** Browsers, links and the marks of running processes belong to where they were made: a copy has none of them. */
const left = new Set(['sessions', 'password_links', 'connect_visits', 'idempotency', 'workers']);
const rowsAtOnce = 500;

/** The tables of the hub, each after those that its rows point at. */
async function readTables(reader: Reader): Promise<string[]> {
  const { rows: tables } = await reader.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'hub' and table_type = 'BASE TABLE' order by 1`,
  );
  const { rows: links } = await reader.execute<{ name: string; needs: string }>(sql`
    select c.relname as name, f.relname as needs from pg_constraint k
    join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
    join pg_namespace n on n.oid = c.relnamespace where k.contype = 'f' and n.nspname = 'hub' and c.oid <> f.oid`);
  const ordered: string[] = [];
  const waiting = new Set(tables.map(({ name }) => name));
  while (waiting.size > 0) {
    const ready = [...waiting].filter(
      (name) => !links.some((link) => link.name === name && waiting.has(link.needs)),
    );
    if (ready.length === 0)
      throw new Error(`the tables ${[...waiting].join(', ')} point at each other in a ring`);
    for (const name of ready) {
      waiting.delete(name);
      ordered.push(name);
    }
  }
  return ordered;
}

/**
 * Every row of the hub as of one moment, table by table, in an order in which they can be written again. Secrets stay sealed: a dump
 * opens with the key alone.
 */
export async function dumpRows(
  store: Store,
  take: (row: { table: string; row: unknown }) => Promise<void>,
): Promise<void> {
  await inTransaction(store, async (transaction) => {
    await transaction.execute(sql`set transaction isolation level repeatable read, read only`);
    for (const table of await readTables(transaction)) {
      if (left.has(table)) continue;
      await dumpTable(transaction, table, take);
    }
  });
}

async function dumpTable(
  transaction: Transaction,
  table: string,
  take: (row: { table: string; row: unknown }) => Promise<void>,
): Promise<void> {
  const name = sql.identifier(table);
  await transaction.execute(
    sql`declare dumped no scroll cursor for select to_jsonb(t) as row from hub.${name} t`,
  );
  for (;;) {
    const { rows } = await transaction.execute<{ row: unknown }>(sql.raw(`fetch ${rowsAtOnce} from dumped`));
    for (const { row } of rows) await take({ table, row });
    if (rows.length < rowsAtOnce) break;
  }
  await transaction.execute(sql`close dumped`);
}

/**
 * Writes the rows of a dump into a hub that holds nothing yet, and withdraws its fence: all of it or none. A credential that was being
 * refreshed is refreshed by nobody any more.
 */
export async function restoreRows(
  store: Store,
  rows: AsyncIterable<{ table: string; row: unknown }>,
  because: string,
): Promise<Record<string, number>> {
  return inTransaction(store, async (transaction) => {
    const tables = new Set(await readTables(transaction));
    for (const table of tables) {
      const { rows: found } = await transaction.execute(
        sql`select 1 from hub.${sql.identifier(table)} limit 1`,
      );
      if (found.length > 0 && table !== 'fence' && table !== 'workers')
        throw new StoreError(
          'taken',
          `A backup is restored into an empty hub, and this one has rows in ${table}.`,
          { table },
        );
    }
    await transaction.delete(fence);
    const counts: Record<string, number> = {};
    for await (const { table, row } of rows) {
      if (!tables.has(table) || left.has(table))
        throw new StoreError(
          'no_row',
          `The backup has a table ${table}, which this hub does not know: a newer one wrote it.`,
          { table },
        );
      const name = sql.identifier(table);
      const whole = asNow(table, row as Record<string, unknown>);
      await transaction.execute(
        sql`insert into hub.${name} select * from jsonb_populate_record(null::hub.${name}, ${JSON.stringify(whole)}::jsonb)`,
      );
      counts[table] = (counts[table] ?? 0) + 1;
    }
    await transaction.execute(sql`
      select setval(pg_get_serial_sequence(format('hub.%I', c.table_name), c.column_name),
        (xpath('/row/m/text()', query_to_xml(format('select coalesce(max(%I), 0) + 1 as m from hub.%I', c.column_name, c.table_name), false, true, '')))[1]::text::bigint, false)
      from information_schema.columns c where c.table_schema = 'hub' and c.column_default like 'nextval%'`);
    await transaction
      .insert(fence)
      .values({ withdrawnBecause: because })
      .onConflictDoUpdate({ target: fence.id, set: { withdrawnBecause: because } });
    return counts;
  });
}

/** A row as the tables are by now, whichever version has dumped it. */
function asNow(table: string, row: Record<string, unknown>): object {
  if (table === 'credentials') return { ...row, refreshing_by: null };
  // Before migration 0004 the whole campaign stood in the column of its goal.
  if (table === 'campaigns' && typeof row.goal === 'string')
    return { id: row.id, brand: row.brand, profile: JSON.parse(row.goal), changed_at: 'now' };
  return row;
}

type LiveTopic = 'items' | 'publications' | 'alerts' | 'accounts' | 'media' | 'stop';

/**
 * Changes with everything that a page shows: whoever has seen this mark has seen all there is. Of items by `xmin`, which is another after every change of a row, also
 * while the hub's clock stands.
 */
export async function readLiveMark(reader: Reader): Promise<Record<LiveTopic, string>> {
  const { rows } = await reader.execute<Record<LiveTopic, string>>(sql`
    select
      (select count(*) || '/' || coalesce(sum(xmin::text::bigint), 0) from hub.items)
        || '/' || (select count(*) || '/' || count(voided_at) from hub.approvals)
        || '/' || (select count(*) from hub.sent_back)
        || '/' || (select coalesce(sum(xmin::text::bigint), 0) from hub.planned_items)
        || '/' || (select count(*) || '/' || coalesce(sum(xmin::text::bigint), 0) from hub.campaigns) as items,
      (select count(*) || '/' || coalesce(sum(wake), 0) || '/' || coalesce(max(verified_at)::text, '')
        || '/' || count(*) filter (where state = 'open') || '/' || count(*) filter (where state = 'published') from hub.publications)
        || '/' || (select count(*) || '/' || coalesce(max(ended_at)::text, '') from hub.attempts)
        || '/' || (select count(*) from hub.readings where state <> 'due') as publications,
      (select count(*) || '/' || count(ended_at) from hub.alerts) as alerts,
      (select count(*) || '/' || count(*) filter (where breaker->>'state' = 'open') from hub.accounts)
        || '/' || (select coalesce(sum(token_version), 0) || '/' || count(*) filter (where state = 'live') from hub.credentials) as accounts,
      (select count(*) || '/' || coalesce(sum(hashtext(facts->>'altText')::bigint), 0) || '/' || count(facts->>'madeWithAi') from hub.media) as media,
      (select coalesce(stopped_at::text, 'on') || '/' || coalesce(withdrawn_because, '') from hub.fence union all select 'on/' limit 1) as stop`);
  return rows[0]!;
}
