import { setTimeout as delay } from 'node:timers/promises';
import { makePool } from '@musterhq/postgres';

/** Tells when the coordinator is at an event; `close` lets go of the database, and of what the trap holds up. */
export type EventTrap = { sprung: Promise<void>; close(): Promise<void> };

const trapLock = 730_451;
const lookEveryMs = 4;

/** Springs once so many events are committed. */
export async function trapAfterEvent(url: string, number: number): Promise<EventTrap> {
  return watch(url, async (pool) => {
    const { rows } = await pool.query<{ count: number }>('select count(*)::int from muster.events');
    return rows[0]!.count >= number;
  });
}

/**
 * Springs when a transaction is about to insert the event, and holds it there. The trigger waits only while the lock is
 * held, so it lets everything pass once this trap is closed or the server has been ended: nothing has to be removed.
 */
export async function trapBeforeEvent(url: string, number: number): Promise<EventTrap> {
  const set = [
    `create function muster.crash_trap() returns trigger language plpgsql as $$
    begin
      if (select count(*) from muster.events) = ${number - 1} then
        perform pg_advisory_xact_lock(${trapLock});
      end if;
      return new;
    end $$`,
    `create trigger crash_trap before insert on muster.events
    for each row execute function muster.crash_trap()`,
    `select pg_advisory_lock(${trapLock})`,
  ];
  return watch(
    url,
    async (pool) => {
      const { rows } = await pool.query(
        `select from pg_locks where locktype = 'advisory' and objid = ${trapLock} and not granted`,
      );
      return rows.length > 0;
    },
    set,
  );
}

/** Looks on one connection, which also holds the lock. The server may be ended meanwhile: that ends the looking, too. */
async function watch(
  url: string,
  isSprung: (pool: ReturnType<typeof makePool>) => Promise<boolean>,
  set: string[] = [],
): Promise<EventTrap> {
  const pool = makePool(url, { applicationName: 'crash suite', max: 1 });
  for (const statement of set) await pool.query(statement);
  const closing = new AbortController();
  const look = async () => {
    while (!closing.signal.aborted && !(await isSprung(pool))) await delay(lookEveryMs);
  };
  const sprung = look();
  return {
    sprung,
    async close() {
      closing.abort();
      await Promise.allSettled([sprung]);
      await pool.end();
    },
  };
}
