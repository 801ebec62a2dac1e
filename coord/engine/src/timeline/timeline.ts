import { z } from 'zod';

const instant = z.iso.datetime();

/** One turn of a session: from when to when, and what came of it. */
const bar = z.object({
  task: z.string(),
  label: z.string(),
  attempt: z.int(),
  turn: z.int(),
  id: z.string(),
  driver: z.string(),
  startedAt: instant,
  endedAt: instant.nullable(),
  /** `judging`: ended, and its commits and gates are looked at. The last four are of the attempt that the turn ended. */
  state: z.enum([
    'running',
    'judging',
    'sent_back',
    'stopped',
    'submitted',
    'landed',
    'blocked',
    'reopened',
    'reverted',
  ]),
});

/** When the rest will be done by what was observed; times are instants. Slip is in days of the plan. */
const expected = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('forecast'),
    finishAt: instant,
    criticalPath: z.array(z.string()),
    tasks: z.array(
      z.object({
        task: z.string(),
        state: z.enum(['finished', 'running', 'waiting']),
        startAt: instant,
        finishAt: instant,
        slackMs: z.number().nullable(),
      }),
    ),
    milestones: z.array(
      z.object({
        milestone: z.string(),
        finishAt: instant.nullable(),
        decidedBy: z.string().nullable(),
        day: z.int().nullable(),
        slipDays: z.int().nullable(),
      }),
    ),
  }),
  z.object({
    kind: z.literal('not_enough_data'),
    of: z.enum(['tasks', 'finished_tasks']),
    have: z.int(),
    need: z.int(),
  }),
  z.object({ kind: z.literal('cycle'), cycle: z.array(z.string()) }),
]);

/** The run against the dates of its plan: lanes of sessions with what they did and what is planned for them. */
export const timelineSchema = z.object({
  at: z.int(),
  run: z.string(),
  /** At `asap` the plan's days hold nothing back: they are a civil calendar that nobody waits for. */
  pace: z.enum(['asap', 'dated']),
  /** Civil date of day 1. */
  planStart: z.string(),
  /** The plan's last day, counted from 1. */
  days: z.int(),
  /** Instants at which day 1 and every further day begin, with the end of the last one. */
  dayStarts: z.array(instant),
  /** IANA zone of the plan's days. */
  zone: z.string(),
  startedAt: instant,
  now: instant,
  blocks: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      title: z.string(),
      phase: z.string(),
      fromDay: z.int(),
      toDay: z.int(),
    }),
  ),
  lanes: z.array(
    z.object({
      session: z.int(),
      name: z.string(),
      isMaster: z.boolean(),
      bars: z.array(bar),
      plannedTasks: z.array(
        z.object({
          task: z.string(),
          label: z.string(),
          deliverable: z.string(),
          fromDay: z.int(),
          toDay: z.int(),
          state: z.string(),
        }),
      ),
    }),
  ),
  milestones: z.array(z.object({ id: z.string(), day: z.int(), text: z.string(), isTicked: z.boolean() })),
  /** Held ones with their event, and at a dated pace those of today and tomorrow that are to come. */
  rounds: z.array(
    z.object({
      round: z.string(),
      name: z.string(),
      at: instant,
      isHeld: z.boolean(),
      event: z.int().nullable(),
    }),
  ),
  forecast: expected,
});
export type Timeline = z.infer<typeof timelineSchema>;
