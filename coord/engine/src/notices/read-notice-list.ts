import { findRun, readDeliveries, readEvents } from '@musterhq/store';
import { z } from 'zod';
import type { Surroundings } from '../open-run.ts';
import { readAt } from '../read-at.ts';
import { readStatusAt } from '../read-status.ts';
import { noticeKinds } from './notice-configuration.ts';
import { noticesOf } from './notices-of.ts';

/** What is to be heard of now, and what the receivers of notices were sent last. */
export const noticeListSchema = z.object({
  at: z.int(),
  /** `subject` is the same as long as it is the same thing; of a moment it is never so again. */
  now: z.array(
    z.object({
      subject: z.string(),
      kind: z.enum(noticeKinds),
      title: z.string(),
      text: z.string(),
      isOver: z.boolean(),
    }),
  ),
  /** Newest first, at most 50. */
  deliveries: z.array(
    z.object({
      notice: z.int(),
      receiver: z.string(),
      title: z.string(),
      state: z.enum(['waiting', 'sent', 'given_up']),
      tries: z.int(),
      at: z.iso.datetime(),
      error: z.string().nullable(),
    }),
  ),
});
export type NoticeList = z.infer<typeof noticeListSchema>;

const shown = 50;

export function readNoticeList(around: Surroundings): Promise<NoticeList> {
  return readAt(around, async (still) => {
    const { database } = still.store;
    const run = await findRun(database);
    if (run === undefined) return { now: [], deliveries: [] };
    const events = await readEvents(database, run.id, { kinds: ['round_held', 'budget_spent'] });
    const status = await readStatusAt(still, 0, run.id);
    const deliveries = await readDeliveries(database, { limit: shown });
    return {
      now: noticesOf({ status, events }),
      deliveries: deliveries.map(({ notice, receiver, about, state, tries, error }) => ({
        ...{ notice, receiver, title: about.title, state, tries, error },
        at: about.at.toISOString(),
      })),
    };
  });
}
