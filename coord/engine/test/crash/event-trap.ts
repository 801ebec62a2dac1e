import { setTimeout as delay } from 'node:timers/promises';
import { makePool } from '@musterhq/postgres';

/** Tells when the coordinator is at an event; `close` lets go of the database, and of what the trap holds up. */
export type EventTrap = { sprung: Promise<void>; close(): Promise<void> };

const trapLock = 730_451;
const lookEveryMs = 5;

/** Springs once so many events are committed. */
export async function trapAfterEvent(url: string, number: number): Promise<EventTrap> {
  const pool = makePool(url, { applicationName: 'crash suite', max: 1 });
  const client = await pool.connect();
  let isClosed = false;
  let ring = () => undefined as unknown;
  // The server may be ended while this is open.
  client.on('error', () => ring());
  client.on('notification', () => ring());
  await client.query('listen muster');
  const watch = async () => {
    while (!isClosed) {
      const heard = new Promise<void>((resolve) => {
        ring = resolve;
      });
      const { rows } = await client.query<{ count: number }>('select count(*)::int from muster.events');
      if (rows[0]!.count >= number) return;
      await heard;
    }
  };
  return {
    sprung: watch(),
    async close() {
      isClosed = true;
      ring();
      client.release(true);
      await pool.end();
    },
  };
}

/**
 * Springs when a transaction is about to insert the event, and holds it there. The trigger waits only while the lock is
 * held, so it lets everything pass once this trap is closed or the server has been ended: nothing has to be removed.
 */
export async function trapBeforeEvent(url: string, number: number): Promise<EventTrap> {
  const pool = makePool(url, { applicationName: 'crash suite', max: 1 });
  const client = await pool.connect();
  let isClosed = false;
  client.on('error', () => undefined);
  await client.query(`
    create function muster.crash_trap() returns trigger language plpgsql as $$
    begin
      if (select count(*) from muster.events) = ${number - 1} then
        perform pg_advisory_xact_lock(${trapLock});
      end if;
      return new;
    end $$`);
  await client.query(`
    create trigger crash_trap before insert on muster.events
    for each row execute function muster.crash_trap()`);
  await client.query(`select pg_advisory_lock(${trapLock})`);
  const watch = async () => {
    while (!isClosed) {
      const { rows } = await client.query(
        `select from pg_locks where locktype = 'advisory' and objid = ${trapLock} and not granted`,
      );
      if (rows.length > 0) return;
      await delay(lookEveryMs);
    }
  };
  return {
    sprung: watch(),
    async close() {
      isClosed = true;
      client.release(true);
      await pool.end();
    },
  };
}
