import { readEvents } from '@musterhq/store';
import type { Context } from '../context.ts';
import type { Facts } from '../facts.ts';
import { type LandingDecision, nextLandings } from './next-landing.ts';
import { queueEventKinds, queueEventsOf } from './queue-events.ts';
import { settleLanding } from './settle-landing.ts';

/** What changes the queue and no other fact: nothing but its own log has to be read again before the next one. */
const isQueueOnly = (decision: { kind: string }): decision is LandingDecision & { kind: 'merge' | 'enter' } =>
  decision.kind === 'merge' || decision.kind === 'enter';

/**
 * Merges entry upon entry, as far as the window goes, and has each candidate gated as soon as it is there. Whatever else the queue
 * asks for is left to the next look. Returns at once when the look that led here changed more than the queue.
 */
export async function mergeAlong(
  context: Context,
  facts: Facts,
  {
    changed,
    gate,
  }: {
    /** What was carried out and wrote something down. */
    changed: readonly { kind: string }[];
    gate: (candidates: (LandingDecision & { kind: 'gate' })[]) => void;
  },
): Promise<void> {
  const { store, fence, configuration } = context;
  let isMoving = changed.length > 0 && changed.every(isQueueOnly);
  while (isMoving) {
    const log = await readEvents(store.database, fence.run, { kinds: queueEventKinds });
    const steps = nextLandings({ ...facts, queueEvents: queueEventsOf(log) }, configuration.landing);
    gate(steps.filter((step) => step.kind === 'gate'));
    isMoving = false;
    for (const step of steps.filter(isQueueOnly)) isMoving = (await settleLanding(context, step)) || isMoving;
  }
}
