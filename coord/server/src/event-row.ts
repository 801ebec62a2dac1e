import { eventLine, turnEventLine } from '@musterhq/engine';
import type { Event, TurnEvent } from '@musterhq/store';
import { z } from 'zod';

/** One row of the event log, with its sentence. */
export const eventRowSchema = z.object({
  id: z.int(),
  run: z.string(),
  kind: z.string(),
  session: z.int().nullable(),
  task: z.string().nullable(),
  at: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
  line: z.string(),
});
export type EventRow = z.infer<typeof eventRowSchema>;

export function eventRow(event: Event, labels: ReadonlyMap<string, string>): EventRow {
  const { id, run, kind, session, task, at, data } = event;
  return { id, run, kind, session, task, at: at.toISOString(), data, line: eventLine(event, labels) };
}

/** Something that was said or done in a turn; `line` is null for what only programs read. */
export const turnEventRowSchema = z.object({
  turn: z.string(),
  seq: z.int(),
  kind: z.string(),
  session: z.int(),
  task: z.string(),
  at: z.iso.datetime(),
  data: z.record(z.string(), z.unknown()),
  line: z.string().nullable(),
});
export type TurnEventRow = z.infer<typeof turnEventRowSchema>;

export function turnEventRow(event: TurnEvent, labels: ReadonlyMap<string, string>): TurnEventRow {
  const { turn, seq, kind, session, task, at, data } = event;
  // `muster log` leaves out what a driver prints; here it is the tail that people watch.
  const printed = kind === 'output' ? String(data.line) : null;
  const line = turnEventLine(event, labels.get(task)) ?? printed;
  return { turn, seq, kind, session, task, at: at.toISOString(), data, line };
}
