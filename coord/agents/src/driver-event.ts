import { z } from 'zod';

const count = z.int().nonnegative();

/**
 * Tokens as the vendor said them. A number that it did not say is absent, never 0; `scope` is what the numbers are about and
 * `kind` whether they are those of this event alone or everything in the scope so far.
 */
const usageSchema = z.object({
  /** Names the tariff: `anthropic`, `openai`, `google` or what a profile says. */
  vendor: z.string(),
  model: z.string().optional(),
  scope: z.enum(['request', 'turn', 'conversation']),
  kind: z.enum(['delta', 'total']),
  quality: z.enum(['reported', 'metered', 'unknown']),
  /** Tokens read that were not in a cache. */
  input: count.optional(),
  cacheRead: count.optional(),
  cacheWrite: count.optional(),
  /** Tokens written, reasoning included where the vendor counts it so; `reasoning` is then a part of it. */
  output: count.optional(),
  reasoning: count.optional(),
  /** What the agent itself reckons, in US dollars, about `costScope`. */
  costUsd: z.number().nonnegative().optional(),
  costScope: z.enum(['turn', 'conversation']).optional(),
});
export type Usage = z.infer<typeof usageSchema>;

/** Why an agent could not work, as far as its protocol tells; `retryAfterMs` is the vendor's own word. */
export const agentErrorSchema = z.object({
  class: z.enum(['auth', 'quota', 'rate_limit', 'model', 'transport', 'refused', 'crashed', 'budget']),
  message: z.string(),
  retryAfterMs: z.number().nonnegative().optional(),
});
export type AgentError = z.infer<typeof agentErrorSchema>;

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
  z.object({ kind: z.literal('thought'), text: z.string() }),
  /** A tool of the agent; told again with the same `call` when its state changes. */
  z.object({
    kind: z.literal('tool_call'),
    call: z.string(),
    title: z.string(),
    tool: z.enum([
      'read',
      'edit',
      'delete',
      'move',
      'search',
      'execute',
      'think',
      'fetch',
      'switch_mode',
      'other',
    ]),
    state: z.enum(['pending', 'running', 'done', 'failed']),
    /** As the agent named them: absolute, or relative to the worktree. */
    paths: z.array(z.string()),
    command: z.string().optional(),
    /** The end of what it answered. */
    output: z.string().optional(),
  }),
  /** The agent wanted to do something and was answered. */
  z.object({
    kind: z.literal('permission'),
    call: z.string(),
    title: z.string(),
    paths: z.array(z.string()),
    decision: z.enum(['allowed', 'denied']),
    by: z.enum(['policy', 'hook']),
    reason: z.string(),
  }),
  /** A change as the agent described it; the worktree's own diff is what counts. `isCut`: the texts were too long to keep. */
  z.object({
    kind: z.literal('diff'),
    call: z.string(),
    path: z.string(),
    before: z.string().optional(),
    after: z.string(),
    isCut: z.boolean(),
  }),
  z.object({
    kind: z.literal('plan'),
    entries: z.array(z.object({ text: z.string(), state: z.enum(['pending', 'running', 'done']) })),
  }),
  z.object({ kind: z.literal('usage'), usage: usageSchema }),
  z.object({ kind: z.literal('agent_error'), error: agentErrorSchema }),
  /** The vendor's name for the conversation, as soon as it is known: what a resume after a crash begins with. */
  z.object({ kind: z.literal('conversation'), id: z.string(), isResumed: z.boolean() }),
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
