import { makePool } from '@musterhq/postgres';
import { announce, makeStore, type NewEvent } from '@musterhq/store';

export type WriterOrder = {
  databaseUrl: string;
  run: string;
  /** Tells the events of this writer from those of others. */
  name: string;
  sessions: number;
  /** Of all sessions together. */
  perSecond: number;
  seconds: number;
};
/** What a writer prints at its end: of each event the key, and when its commit had been answered, by the clock of the machine. */
export type Written = { key: string; committedAt: number }[];

/** Writes events as so many sessions do, each one after the other, at an even pace; prints what it wrote when. */
const order = JSON.parse(process.argv[2] ?? '') as WriterOrder;
const pool = makePool(order.databaseUrl, { applicationName: 'bench-writer', max: order.sessions });
const store = makeStore(pool);
const written: Written = [];
const everyMs = (order.sessions * 1000) / order.perSecond;
const startsAt = Date.now() + 500;

await Promise.all(Array.from({ length: order.sessions }, (_, at) => writeAs(at + 1)));
await pool.end();
process.stdout.write(`${JSON.stringify(written)}\n`);

async function writeAs(session: number): Promise<void> {
  const count = Math.floor((order.seconds * 1000) / everyMs);
  for (let number = 0; number < count; number += 1) {
    const dueAt = startsAt + (number + (session - 1) / order.sessions) * everyMs;
    await new Promise((fulfil) => setTimeout(fulfil, Math.max(0, dueAt - Date.now())));
    const key = `${order.name}:${session}:${number}`;
    await announce(store, order.run, { key, session, ...saying(session, number) });
    written.push({ key, committedAt: Date.now() });
  }
}

/** What sessions tell most while they work. */
function saying(session: number, number: number): Pick<NewEvent, 'kind' | 'data'> {
  const words = `Part ${number} of seat ${session} reads well`;
  const kinds = [
    { kind: 'report_made', data: { from: `Session ${session}`, kind: 'progress', text: words } },
    { kind: 'gate_finished', data: { gate: 'pages', outcome: 'passed', counts: null, tries: 1 } },
    { kind: 'finding_recorded', data: { topic: words, text: words, paths: [] } },
    { kind: 'commit_made', data: { commit: 'c0ffee0000', paths: [`s${session}/part-1.txt`] } },
  ] as const;
  return kinds[number % kinds.length]!;
}
