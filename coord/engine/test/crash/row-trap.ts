import { setTimeout as delay } from 'node:timers/promises';
import { makePool } from '@musterhq/postgres';

/** Tells when the coordinator is at a row; `close` lets go of the database, and of what the trap holds up. */
export type RowTrap = { sprung: Promise<void>; close(): Promise<void> };

/** Rows that only grow in number: the event log, and what the durable engine writes down of every step that is done. */
export type GrowingTable = 'muster.events' | 'dbos.operation_outputs';

type Pool = ReturnType<typeof makePool>;

const trapLock = 730_451;
/** Looking costs a tenth of a core at this rate; an event or a step takes longer than this. */
const lookEveryMs = 10;

/** Springs once so many rows are committed. */
export function trapAfterRow(url: string, table: GrowingTable, number: number): RowTrap {
  const pool = makePool(url, { applicationName: 'crash suite', max: 1 });
  return watch(pool, async () => {
    const { rows } = await pool.query<{ count: number }>(`select count(*)::int from ${table}`);
    return rows[0]!.count >= number;
  });
}

/**
 * Springs when the row is about to be inserted, and holds the insert up. The trigger waits only while the lock is held, so
 * it lets everything pass once this trap is closed or the server has been ended: nothing has to be removed.
 */
export function trapBeforeRow(url: string, table: GrowingTable, number: number): RowTrap {
  const pool = makePool(url, { applicationName: 'crash suite', max: 1 });
  const set = async () => {
    // The durable engine makes its tables when it is launched.
    const { rows } = await pool.query<{ found: string | null }>(`select to_regclass('${table}') as found`);
    if (rows[0]!.found === null) return false;
    await pool.query(`
      create function muster.crash_trap() returns trigger language plpgsql as $$
      begin
        if (select count(*) from ${table}) = ${number - 1} then
          perform pg_advisory_xact_lock(${trapLock});
        end if;
        return new;
      end $$`);
    await pool.query(`select pg_advisory_lock(${trapLock})`);
    await pool.query(`
      create trigger crash_trap before insert on ${table}
      for each row execute function muster.crash_trap()`);
    return true;
  };
  let isSet = false;
  const look = async () => {
    if (!isSet) isSet = await set();
    return isSet && (await readHeldUp(pool)).length > 0;
  };
  return watch(pool, look, async () => {
    // Let go, a statement of its own would still be carried out, although whoever sent it is dead.
    for (const pid of await readHeldUp(pool)) await pool.query('select pg_terminate_backend($1)', [pid]);
  });
}

async function readHeldUp(pool: Pool): Promise<number[]> {
  const { rows } = await pool.query<{ pid: number }>(
    `select pid from pg_locks where locktype = 'advisory' and objid = ${trapLock} and not granted`,
  );
  return rows.map((row) => row.pid);
}

/** Looks on one connection, which also holds the lock. The server may be ended meanwhile: that ends the looking, too. */
function watch(
  pool: Pool,
  isSprung: () => Promise<boolean>,
  letGo: () => Promise<void> = async () => undefined,
): RowTrap {
  const closing = new AbortController();
  const look = async () => {
    while (!closing.signal.aborted && !(await isSprung())) await delay(lookEveryMs);
  };
  const sprung = look();
  return {
    sprung,
    async close() {
      closing.abort();
      await Promise.allSettled([sprung]);
      await Promise.allSettled([letGo()]);
      await pool.end();
    },
  };
}
