import { z } from 'zod';
import { agentErrorSchema } from './driver-event.ts';

/** How a turn ended. The turn host writes it as its last act; `crashed` is what a coordinator concludes of a host that is gone. */
export const turnOutcomeSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('finished'),
    /** The commit message that the driver proposes for what it left in the worktree. */
    message: z.string().optional(),
    /** Paths in the worktree, relative to it; they existed when the turn ended. */
    artifacts: z.array(z.string()),
    /** A sentence for people: what was done. */
    summary: z.string().optional(),
  }),
  z.strictObject({
    kind: z.literal('failed'),
    step: z.string().optional(),
    exitCode: z.int().optional(),
    /** `missing_artifact`: every step passed and yet a file it promised is not there. */
    reason: z.enum([
      'missing_command',
      'nonzero',
      'missing_artifact',
      'invalid_order',
      'driver_error',
      'agent_error',
    ]),
    /** With `agent_error`: what kind, and when to try again. */
    error: agentErrorSchema.optional(),
    /** The end of the output, or the findings, in words that fit a brief. */
    tail: z.string(),
  }),
  z.strictObject({
    kind: z.literal('timed_out'),
    /** The step whose own limit passed; absent when it was the limit of the whole turn. */
    step: z.string().optional(),
    limitMs: z.int(),
    tail: z.string(),
  }),
  z.strictObject({ kind: z.literal('stopped') }),
  z.strictObject({ kind: z.literal('crashed'), detail: z.string() }),
]);

export type TurnOutcome = z.infer<typeof turnOutcomeSchema>;
