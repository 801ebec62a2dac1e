import { z } from 'zod';
import { fenceSpecSchema } from './fence/fence-spec.ts';

/** What a timer takes: 24.8 days. Node fires a longer one at once. */
export const longestLimitMs = 2 ** 31 - 1;

/** What one turn has to do. It is written once, as `order.json`, and read by the turn host in another process. */
export const turnOrderSchema = z.strictObject({
  /** Names the turn's folder, so it is limited to what every file system takes. */
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/),
  run: z.string().min(1),
  task: z.string().min(1),
  session: z.int().positive(),
  /** Counts from 1: how often the task was started from the beginning. */
  attempt: z.int().positive(),
  /** Counts from 1 inside an attempt; a later turn answers failed gates or refused ownership. */
  turn: z.int().positive(),
  driver: z.string().min(1),
  /** Absolute path of the session's worktree, the working directory of everything the driver starts. */
  worktree: z.string().startsWith('/'),
  /** Absolute path of the brief file. */
  brief: z.string().startsWith('/'),
  /** Said instead when the conversation that the brief goes on with cannot be found again: the task from its beginning. */
  wholeBrief: z.string().startsWith('/').optional(),
  /** Names of the active agents. */
  agents: z.array(z.string()),
  /** The whole environment of the driver's processes: nothing of the coordinator's own is added to it. */
  env: z.record(z.string(), z.string()),
  /** The vendor's name of a conversation to go on with; absent: a new one. */
  conversation: z.string().min(1).optional(),
  /** Behind what the processes of the turn run; absent: nothing was looked for. */
  fence: fenceSpecSchema.optional(),
  /** What the turn may use up; the meter stops it after that, and the coordinator where there is none. */
  budgetTokens: z.int().positive().optional(),
  /** Limit of the whole turn; the driver may have tighter ones for its steps. */
  timeoutMs: z.int().positive().max(longestLimitMs),
  /** The driver's own part; each driver checks it with its own schema. */
  options: z.unknown(),
});

export type TurnOrder = z.infer<typeof turnOrderSchema>;
