import type { DriverEvent } from '@musterhq/agents';
import { insertTurnEvents, recordEvent, type TurnBatch } from '@musterhq/store';
import type { Context } from '../context.ts';
import type { TurnWork } from '../decide.ts';

/** Events come in bursts; one transaction for a burst is seen soon enough by whoever looks on. */
const burstMs = 250;

/** Copies what a turn tells into the store while it runs. A copy made again, also by the next coordinator, adds nothing. */
export function makeTurnCopier(context: Context, order: TurnWork, turn: string) {
  let waiting: DriverEvent[] = [];
  let due: NodeJS.Timeout | undefined;
  let copying: Promise<void> = Promise.resolve();

  const copy = (): void => {
    clearTimeout(due);
    due = undefined;
    const events = waiting;
    waiting = [];
    if (events.length === 0) return;
    copying = copying.then(() => copyBatch(context, order, turn, events));
    // Heard by `isCopied`; until then nobody waits for it.
    copying.catch(() => undefined);
  };
  return {
    hear(event: DriverEvent) {
      waiting.push(event);
      due ??= setTimeout(copy, burstMs);
    },
    /** Rejects with what kept it from being copied. */
    async isCopied() {
      copy();
      await copying;
    },
  };
}

async function copyBatch(
  { store, fence }: Context,
  order: TurnWork,
  turn: string,
  events: DriverEvent[],
): Promise<void> {
  await insertTurnEvents(store, fence, turn, batchOf(events));
  // What the one who works asks is told to the others while the turn goes on; the answer is in the next brief.
  for (const event of events.filter(({ kind }) => kind === 'question')) {
    const text = (event as DriverEvent & { kind: 'question' }).text;
    await recordEvent(store, fence, {
      key: `turn:${turn}:question:${event.seq}`,
      kind: 'report_made',
      session: order.session,
      task: order.task,
      data: { from: `Session ${order.session}`, kind: 'question', text },
    });
  }
}

function batchOf(events: DriverEvent[]): TurnBatch {
  const conversation = events.findLast((event) => event.kind === 'conversation')?.id;
  return {
    events: events.map(({ seq, at, kind, ...data }) => ({ seq, at: new Date(at), kind, data })),
    usage: events.flatMap((event) =>
      event.kind === 'usage' ? [{ seq: event.seq, at: new Date(event.at), ...event.usage }] : [],
    ),
    ...(conversation === undefined ? {} : { conversation }),
  };
}
