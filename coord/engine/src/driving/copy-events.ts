import type { DriverEvent } from '@musterhq/agents';
import { insertTurnEvents, recordEvent, type TurnBatch } from '@musterhq/store';
import type { Context } from '../context.ts';
import type { TurnWork } from '../decide.ts';

/** Copies what a turn told into the store. A copy made again, also by the next coordinator, adds nothing. */
export async function copyEvents(
  { store, fence }: Context,
  order: TurnWork,
  turn: string,
  events: readonly DriverEvent[],
): Promise<void> {
  await insertTurnEvents(store, fence, turn, batchOf(events));
  // What the one who works asks is told to the others while the turn goes on; the answer is in the next brief.
  for (const event of events) {
    if (event.kind !== 'question') continue;
    await recordEvent(store, fence, {
      key: `turn:${turn}:question:${event.seq}`,
      kind: 'report_made',
      session: order.session,
      task: order.task,
      data: { from: `Session ${order.session}`, kind: 'question', text: event.text },
    });
  }
}

function batchOf(events: readonly DriverEvent[]): TurnBatch {
  const conversation = events.findLast((event) => event.kind === 'conversation')?.id;
  return {
    events: events.map(({ seq, at, kind, ...data }) => ({ seq, at: new Date(at), kind, data })),
    usage: events.flatMap((event) =>
      event.kind === 'usage' ? [{ seq: event.seq, at: new Date(event.at), ...event.usage }] : [],
    ),
    ...(conversation === undefined ? {} : { conversation }),
  };
}
