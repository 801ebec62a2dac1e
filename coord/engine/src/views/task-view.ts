import { z } from 'zod';
import { commentViewSchema } from '../comments/comment-view.ts';
import { countsSchema } from '../gates/parse-counts.ts';
import { statusSchema } from '../status.ts';

const instant = z.iso.datetime();
const other = { task: z.string(), label: z.string(), state: z.string() };
const tokens = z.object({
  input: z.number().nullable(),
  cacheRead: z.number().nullable(),
  cacheWrite: z.number().nullable(),
  output: z.number().nullable(),
  reasoning: z.number().nullable(),
});

const turn = z.object({
  id: z.string(),
  attempt: z.int(),
  number: z.int(),
  driver: z.string(),
  startedAt: instant,
  endedAt: instant.nullable(),
  /** How the turn ended by itself: `finished`, `failed` and others; null while it runs. */
  outcome: z.string().nullable(),
  /** What was made of it; null while it is judged. */
  verdict: z
    .object({
      kind: z.enum(['submitted', 'rework', 'stopped']),
      commit: z.string().nullable(),
      cause: z.string().nullable(),
      feedback: z.string().nullable(),
    })
    .nullable(),
  conversation: z.string().nullable(),
  /** Tokens of the brief as counted here; null where the turn had none. */
  briefTokens: z.int().nullable(),
  /** What was told; null where no model is known to have been asked. */
  usage: z
    .object({ tokens, told: z.number(), costUsd: z.number().nullable(), certainties: z.array(z.string()) })
    .nullable(),
});

const handoff = z.object({
  id: z.string(),
  title: z.string(),
  from: z.int(),
  to: z.int(),
  state: z.string(),
  validation: z.string(),
  artifacts: z.array(z.object({ path: z.string(), sha256: z.string() })),
  reason: z.string().nullable(),
});

/** All that is known of one task. */
export const taskViewSchema = z.object({
  at: z.int(),
  task: z.object({
    id: z.string(),
    label: z.string(),
    session: z.int(),
    sessionName: z.string(),
    /** Given by hand, or a task of the document. */
    origin: z.enum(['document', 'assignment']),
    block: z.string(),
    fromDay: z.int(),
    toDay: z.int(),
    text: z.string(),
    deliverable: z.string().nullable(),
    coordinationPoint: z.string().nullable(),
    agents: z.array(z.string()),
    gates: z.array(z.string()),
    ownedPaths: z.array(z.string()),
    produces: z.array(z.string()),
    consumes: z.array(z.string()),
    line: z.int(),
  }),
  state: statusSchema.shape.tasks.element.shape.state,
  waitsFor: z.array(z.object({ ...other, reason: z.string(), phrase: z.string(), line: z.int() })),
  neededBy: z.array(z.object(other)),
  attempts: z.array(
    z.object({
      number: z.int(),
      state: z.enum(['working', 'submitted', 'integrated', 'blocked', 'reopened', 'reverted']),
      base: z.string().nullable(),
      head: z.string().nullable(),
      integrated: z.string().nullable(),
      reason: z.string().nullable(),
      startedAt: instant,
      submittedAt: instant.nullable(),
      endedAt: instant.nullable(),
      /** Whether a stored result was taken, and why or why not; null where nobody looked. */
      reuse: z.object({ state: z.enum(['hit', 'miss', 'not_asked']), reason: z.string() }).nullable(),
    }),
  ),
  turns: z.array(turn),
  /** Commits of the task and of its landings, the newest 200, oldest first; of its gates likewise. */
  commits: z.array(
    z.object({
      commit: z.string(),
      kind: z.enum(['made', 'integrated']),
      event: z.int(),
      at: instant,
      paths: z.array(z.string()),
    }),
  ),
  gates: z.array(
    z.object({
      event: z.int(),
      gate: z.string(),
      kind: z.string(),
      outcome: z.string(),
      counts: countsSchema.nullable(),
      exitCode: z.int().nullable(),
      tries: z.int(),
      durationMs: z.int(),
      commit: z.string(),
      at: instant,
      /** The end of what it printed. */
      tail: z.string(),
    }),
  ),
  /** What people said of its commits, in the order in which it was said. */
  comments: z.array(commentViewSchema),
  handoffs: z.object({ in: z.array(handoff), out: z.array(handoff) }),
  reports: z.array(
    z.object({ id: z.int(), at: instant, from: z.string(), kind: z.string(), text: z.string() }),
  ),
});
export type TaskView = z.infer<typeof taskViewSchema>;
