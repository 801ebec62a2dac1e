import { setTimeout as delay } from 'node:timers/promises';
import { makeBell } from '@musterhq/clock';
import { findRun, listen, readEvents, readNotices, recordNotices } from '@musterhq/store';
import type { Surroundings } from '../open-run.ts';
import { readStatus } from '../read-status.ts';
import { nextNotices } from './next-notices.ts';
import { noticesOf } from './notices-of.ts';
import { sendNotices } from './send-notices.ts';

export type Notifier = { close(): Promise<void> };

/** Without any event: for deliveries that are due again, and for what time alone changes. */
const slowLookMs = 2_000;
const calmMs = 500;
/** What happened before is nobody's news. */
const newsMs = 3_600_000;

/**
 * Tells the receivers of the configuration what waits for people, until `close`. Several may do so beside each other: episodes and deliveries are in
 * the store, each is written and taken by one of them.
 */
export function makeNotifier(around: Surroundings, onError: (error: unknown) => void): Notifier {
  const { notify } = around.configuration;
  if (notify.length === 0) return { close: async () => undefined };
  const bell = makeBell();
  const ending = new AbortController();
  let ears: { close(): Promise<void> } | undefined;

  async function look(): Promise<void> {
    await applyNotices(around);
    while ((await sendNotices(around)) > 0);
  }

  async function work(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        ears ??= await hear();
        await look();
      } catch (error) {
        onError(error);
      }
      await delay(calmMs, undefined, { signal: ending.signal }).catch(() => undefined);
      if (!ending.signal.aborted) await bell.heard(slowLookMs);
    }
  }

  async function hear() {
    return listen(around.store, { events: bell.ring }, (error) => {
      onError(error);
      const gone = ears;
      ears = undefined;
      void gone?.close();
    });
  }

  const working = work();
  return {
    /** What is due by then is sent once; the store keeps the rest for whoever comes next. */
    async close() {
      ending.abort();
      bell.ring();
      await working;
      await ears?.close();
      try {
        await applyNotices(around);
        await sendNotices(around);
      } catch (error) {
        onError(error);
      }
    },
  };
}

/** Writes down which episodes begin and which are over, of the newest run. */
async function applyNotices(around: Surroundings): Promise<void> {
  const { store, configuration, now } = around;
  const run = await findRun(store.database);
  if (run === undefined) return;
  const [status, sent, events] = await Promise.all([
    readStatus(around, run.id),
    readNotices(store.database, run.id),
    readEvents(store.database, run.id, { kinds: ['round_held', 'budget_spent'] }),
  ]);
  const lately = events.filter(({ at }) => now() - at.getTime() < newsMs);
  const { begun, ended } = nextNotices(noticesOf({ status, events: lately }), sent);
  const at = new Date(now());
  for (const notice of begun) {
    const receivers = configuration.notify.flatMap(({ name, on }) =>
      on.some((kind) => kind === notice.kind) ? [name] : [],
    );
    await recordNotices(store, run.id, { begun: [notice], ended: [], receivers, at });
  }
  if (ended.length > 0) await recordNotices(store, run.id, { begun: [], ended, receivers: [], at });
}
