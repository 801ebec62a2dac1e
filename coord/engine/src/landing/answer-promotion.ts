import { type Request, recordEvent } from '@musterhq/store';
import type { Context } from '../context.ts';
import type { Facts } from '../facts.ts';
import { nextLandings, type Submission, submissionsOf } from './next-landing.ts';
import { assembleQueue, type QueuePolicy } from './queue.ts';
import { newQueueEvent } from './queue-events.ts';
import { queueNotesOf } from './queue-notes.ts';

/** `later`: what is asked for is possible, and not now. `gone`: it has landed or left meanwhile. */
type Promotion = { kind: 'promote'; submission: Submission } | { kind: 'later' } | { kind: 'gone' };

/** Puts an entry at the front of the queue because a person said so. True when the request is through. */
export async function answerPromotion(
  { store, fence, configuration }: Context,
  facts: Facts,
  { data }: Request,
): Promise<boolean> {
  const promotion = choosePromotion(facts, configuration.landing, String(data.entry));
  if (promotion.kind === 'promote') {
    const { submission } = promotion;
    const notes = queueNotesOf(submission, facts.queueEvents.length);
    const event = { kind: 'promoted' as const, entry: submission.entry };
    const more = { by: data.by, why: data.why };
    await recordEvent(store, fence, newQueueEvent(event, { ...notes, more }));
  }
  return promotion.kind !== 'later';
}

/**
 * Not before it is in line, and not while the head lands: its place is what a coordinator that was killed in between knows that
 * one by.
 */
export function choosePromotion(
  facts: Pick<Facts, 'attempts' | 'reverts' | 'queueEvents' | 'integration'>,
  policy: QueuePolicy,
  entry: string,
): Promotion {
  const submission = submissionsOf(facts).find((one) => one.entry === entry);
  if (submission === undefined) return { kind: 'gone' };
  if (facts.queueEvents.length === 0) return { kind: 'later' };
  const isInLine = assembleQueue(facts.queueEvents, policy).entries.some((one) => one.entry === entry);
  const isLanding = nextLandings(facts, policy).some(({ kind }) => kind === 'land');
  return isInLine && !isLanding ? { kind: 'promote', submission } : { kind: 'later' };
}
