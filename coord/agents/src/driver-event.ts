import { z } from 'zod';

const body = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('step_started'), step: z.string(), try: z.int() }),
  /** At most one a second: the latest line printed, and how many bytes the turn has printed so far. */
  z.object({ kind: z.literal('output'), line: z.string(), bytes: z.int() }),
  z.object({
    kind: z.literal('step_finished'),
    step: z.string(),
    try: z.int(),
    exitCode: z.int().optional(),
    isTimedOut: z.boolean(),
    durationMs: z.number(),
  }),
  /** Something said by the one who works. */
  z.object({ kind: z.literal('message'), text: z.string() }),
  /** Something the one who works needs answered by the master or a person. */
  z.object({ kind: z.literal('question'), text: z.string() }),
  /** Something the driver or the host observed. */
  z.object({ kind: z.literal('note'), text: z.string() }),
]);

/** One line of `events.jsonl`. `seq` counts from 1 in a turn, so that a reader can go on where it stopped. */
export const driverEventSchema = z.object({ seq: z.int().positive(), at: z.string() }).and(body);

/** What a driver reports; the host adds the number and the time. */
export type DriverEventBody = z.infer<typeof body>;
export type DriverEvent = z.infer<typeof driverEventSchema>;
