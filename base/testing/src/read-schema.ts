import { inTransaction } from '@musterhq/postgres';
import type { ClientBase, Pool } from 'pg';

/** A schema as text for a golden file, in an order that does not depend on the order of its migrations. */
export async function readSchema(pool: Pool, schema: string): Promise<string> {
  return inTransaction(pool, async (client) => {
    // Names are printed with their schema, whoever asks.
    await client.query(`set local search_path to ''`);
    const tables = await list(
      client,
      `select relname as line from pg_class
       where relnamespace = $1::regnamespace and relkind = 'r' order by relname`,
      [schema],
    );
    const parts: string[] = [];
    for (const table of tables) parts.push(await readTable(client, schema, table));
    const functions = await list(
      client,
      `select pg_get_functiondef(oid) as line from pg_proc
       where pronamespace = $1::regnamespace order by proname`,
      [schema],
    );
    return `${[...parts, ...functions.map((text) => text.trimEnd())].join('\n\n')}\n`;
  });
}

async function readTable(client: ClientBase, schema: string, table: string): Promise<string> {
  const name = [`${schema}.${table}`];
  const columns = await list(
    client,
    `select attname || ' ' || format_type(atttypid, atttypmod)
       || case when attnotnull then ' not null' else '' end
       || coalesce(' default ' || pg_get_expr(adbin, adrelid), '') as line
     from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    name,
  );
  // Not-null constraints are named on their own from Postgres 18 on; the columns say it already.
  const constraints = await list(
    client,
    `select 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) as line from pg_constraint
     where conrelid = $1::regclass and contype <> 'n' order by conname`,
    name,
  );
  const indexes = await list(
    client,
    `select pg_get_indexdef(indexrelid) as line from pg_index
     where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u'))
     order by line`,
    name,
  );
  const triggers = await list(
    client,
    `select pg_get_triggerdef(oid) as line from pg_trigger
     where tgrelid = $1::regclass and not tgisinternal order by tgname`,
    name,
  );
  const lines = [...columns, ...constraints, ...indexes, ...triggers];
  return [`table ${table}`, ...lines.map((line) => `  ${line}`)].join('\n');
}

async function list(client: ClientBase, query: string, values: string[] = []): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(query, values);
  return rows.map(({ line }) => line);
}
