import { z } from 'zod';

const count = z.int().nonnegative();

const modelUsageSchema = z.strictObject({
  /** Tokens read that were not in a cache. */
  input: count,
  output: count,
  cacheRead: count.default(0),
  cacheWrite: count.default(0),
  /** A part of `output`. */
  reasoning: count.default(0),
});
export type ModelUsage = z.output<typeof modelUsageSchema>;

/** How the answer travels. */
const road = {
  /** Waited before the first byte. */
  delayMs: count.optional(),
  /** The answer comes in so many pieces, with this pause between two. */
  chunks: count.optional(),
  chunkDelayMs: count.optional(),
  /** The first so many tries of this step are refused, in the vendor's own words and with its own retry signals. */
  refuse: z
    .strictObject({
      times: count.default(1),
      as: z.enum(['auth', 'quota', 'rate_limit', 'overloaded', 'bad_request', 'server_error']),
      retryAfterMs: count.optional(),
    })
    .optional(),
  /** The first so many tries end with a closed connection: before the answer, or when half of it was sent. */
  hangUp: z
    .strictObject({ times: count.default(1), when: z.enum(['before', 'half']).default('half') })
    .optional(),
  usage: modelUsageSchema.optional(),
};

const forms = [
  z.strictObject({ do: z.literal('write'), path: z.string(), text: z.string(), ...road }),
  z.strictObject({ do: z.literal('read'), path: z.string(), ...road }),
  z.strictObject({ do: z.literal('shell'), command: z.string(), ...road }),
  z.strictObject({
    do: z.literal('mcp'),
    server: z.string(),
    tool: z.string(),
    arguments: z.record(z.string(), z.unknown()).default({}),
    ...road,
  }),
  /** Any tool of the client, by the name that it has there. */
  z.strictObject({
    do: z.literal('tool'),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
    ...road,
  }),
  /** Words, which end the turn. */
  z.strictObject({
    do: z.literal('text'),
    text: z.string(),
    stop: z.enum(['done', 'length', 'refused']).default('done'),
    ...road,
  }),
] as const;

const modelStepSchema = z.discriminatedUnion('do', forms, {
  error: ({ code }) =>
    code === 'invalid_union'
      ? `expected one of: ${forms.map((form) => form.shape.do.value).join(', ')}`
      : undefined,
});

export const modelStepsSchema = z.array(modelStepSchema);
export type ModelSteps = z.output<typeof modelStepsSchema>;

/** As a script has it: what has a default may be left out. */
export type ModelStep = z.input<typeof modelStepSchema>;
export type PlayedStep = ModelSteps[number];
