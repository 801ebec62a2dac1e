import type { Event, EventKind, NewEvent } from '@musterhq/store';
import { z } from 'zod';
import type { QueueEvent } from './queue.ts';

/** What the log keeps of each event of the queue, beside the entry. */
const schemas = {
  integration_moved: z.object({ tip: z.string() }),
  entry_queued: z.object({
    entry: z.string(),
    paths: z.array(z.string()),
    reads: z.union([z.array(z.string()), z.literal('everything')]),
  }),
  candidate_made: z.object({ entry: z.string(), onto: z.string(), commit: z.string() }),
  candidate_conflicted: z.object({ entry: z.string(), onto: z.string() }),
  candidate_gated: z.object({ entry: z.string(), commit: z.string(), passed: z.boolean() }),
  entry_promoted: z.object({ entry: z.string() }),
  entry_left: z.object({ entry: z.string(), cause: z.enum(['gates', 'conflict', 'withdrawn']) }),
  task_integrated: z.object({ entry: z.string().default(''), commit: z.string() }),
  block_reverted: z.object({ entry: z.string(), commit: z.string() }),
} as const;

export const queueEventKinds = Object.keys(schemas) as (keyof typeof schemas & EventKind)[];

/** The queue's part of the log, in its order. The first place of the target opens the queue. */
export function queueEventsOf(rows: readonly Pick<Event, 'kind' | 'data'>[]): QueueEvent[] {
  const events: QueueEvent[] = [];
  for (const row of rows) {
    const event = queueEventOf(row);
    // Landed by a version of Muster that had no queue.
    if (event.kind === 'landed' && event.entry === '') continue;
    if (event.kind === 'target_moved' && events.length === 0) events.push({ kind: 'opened', tip: event.tip });
    else events.push(event);
  }
  return events;
}

function queueEventOf({ kind, data }: Pick<Event, 'kind' | 'data'>): QueueEvent {
  switch (kind) {
    case 'integration_moved':
      return { kind: 'target_moved', ...schemas[kind].parse(data) };
    case 'entry_queued':
      return { kind: 'entered', ...schemas[kind].parse(data) };
    case 'candidate_made':
      return { kind: 'merged', ...schemas[kind].parse(data) };
    case 'candidate_conflicted':
      return { kind: 'conflicted', ...schemas[kind].parse(data) };
    case 'candidate_gated':
      return { kind: 'gated', ...schemas[kind].parse(data) };
    case 'entry_promoted':
      return { kind: 'promoted', ...schemas[kind].parse(data) };
    case 'entry_left':
      return { kind: 'left', ...schemas[kind].parse(data) };
    case 'task_integrated':
    case 'block_reverted':
      return { kind: 'landed', ...schemas[kind].parse(data) };
    default:
      throw new Error(`${kind} is no event of the queue`);
  }
}

/** One of them for the log. `number` tells repeats of one fact from a second one: how many there were before. */
export function newQueueEvent(
  event: Exclude<QueueEvent, { kind: 'opened' | 'landed' }>,
  { number, task, session, more = {} }: QueueEventNotes,
): NewEvent {
  const { kind, ...data } = event;
  const of = {
    ...(task === undefined ? {} : { task }),
    ...(session === undefined ? {} : { session }),
    data: { ...data, ...more },
  };
  switch (event.kind) {
    case 'target_moved':
      return { key: `queue:target:${number}:${event.tip}`, kind: 'integration_moved', ...of };
    case 'entered':
      return { key: `queue:${event.entry}:entered`, kind: 'entry_queued', ...of };
    case 'merged':
      return { key: `queue:${event.entry}:merged:${event.onto}`, kind: 'candidate_made', ...of };
    case 'conflicted':
      return { key: `queue:${event.entry}:conflict:${event.onto}`, kind: 'candidate_conflicted', ...of };
    case 'gated':
      return { key: `queue:${event.entry}:gated:${event.commit}`, kind: 'candidate_gated', ...of };
    case 'promoted':
      return { key: `queue:${event.entry}:promoted:${number}`, kind: 'entry_promoted', ...of };
    case 'left':
      return { key: `queue:${event.entry}:left`, kind: 'entry_left', ...of };
  }
}

export type QueueEventNotes = {
  number: number;
  task?: string;
  session?: number;
  more?: Record<string, unknown>;
};
