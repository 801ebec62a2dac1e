import { normalPath } from '@musterhq/plan';
import { z } from 'zod';
import { durationSchema } from '../duration.ts';
import { latencyLimitSchema, limitSchema, shareSchema } from './limit.ts';
import { pointerForm } from './read-number.ts';

/** A file or a folder of the repository, as git names it. */
const pathSchema = z.string().transform((text, context): string => {
  const path = normalPath(text);
  if (path !== undefined && !text.trim().startsWith('/')) return path;
  context.addIssue({
    code: 'custom',
    message: `expected a file or folder inside the repository such as src/ or package.json, found '${text}'`,
  });
  return z.NEVER;
});

const commandSchema = z.string().trim().min(1, 'expected a command line');
const variableSchema = z
  .string()
  .regex(/^[A-Za-z_]\w*$/, 'expected the name of an environment variable such as API_TOKEN');
const urlSchema = z.string().refine((text) => /^https?:\/\/\S+$/.test(text), {
  error: 'expected an address that begins with http:// or https://',
});

/** A timer holds no more than 24 days. */
const limitedSchema = durationSchema.refine((ms) => ms <= 7 * 86_400_000, { error: 'expected at most 7d' });

/** What a gate's processes see beside `PATH`, a home of their own and the language; see docs/gates.md. */
const environment = {
  env: z.record(variableSchema, z.string()).default({}),
  /** Variables of the coordinator that are let through; their values are part of what a pass is known by. */
  pass_env: z.array(variableSchema).default([]),
};

const commandGate = z.strictObject({
  /** A test must show by its output that something ran; a check is judged by its exit code alone. */
  kind: z.enum(['test', 'check']).optional().default('test'),
  run: commandSchema,
  /** All that the command reads of the repository; without it everything but the plan's document. */
  inputs: z.array(pathSchema).min(1).optional(),
  ...environment,
  /** Command lines that print a version on which the outcome depends: `node --version`. */
  tools: z.array(commandSchema).default([]),
  timeout: limitedSchema.optional(),
  /** How often a red run is repeated; a pass after that is a pass, and reported as flaky. */
  retries: z.int().min(0).max(5).default(0),
});

const statusSchema = z.union([
  z
    .int()
    .min(100)
    .max(599)
    .transform((status) => ({ from: status, to: status })),
  z
    .string()
    .regex(/^[1-5]\d\d\.\.[1-5]\d\d$/, "expected a status such as 200 or a range such as '200..299'")
    .transform((text) => ({ from: Number(text.slice(0, 3)), to: Number(text.slice(5)) })),
]);

const availabilitySchema = z.strictObject({
  /** Of a gate that is bound to a quality gate with a percentage, the document's figure when absent. */
  at_least: shareSchema.optional(),
  for: limitedSchema,
  every: durationSchema.refine((ms) => ms >= 10, { error: 'expected at least 10ms' }),
  /** Run once in the middle of the window: availability that was never put to the test is a guess. */
  failover: commandSchema,
});

/** Where the port of what `serve` starts stands in an address. */
export const portWord = `\${PORT}`;

const httpGate = z
  .strictObject({
    kind: z.literal('http'),
    url: urlSchema,
    /** Starts what is probed, in the gate's worktree; it listens on `PORT`, which is `${PORT}` in the address. */
    serve: commandSchema.optional(),
    ready_within: limitedSchema.default(30_000),
    requests: z.int().min(1).max(100_000).default(100),
    concurrency: z.int().min(1).max(16).default(1),
    expect_status: statusSchema.default({ from: 200, to: 299 }),
    latency: z
      .strictObject({
        p50: latencyLimitSchema.optional(),
        p95: latencyLimitSchema.optional(),
        p99: latencyLimitSchema.optional(),
      })
      .refine((limits) => Object.values(limits).some((limit) => limit !== undefined), {
        error: 'expected a limit for at least one of p50, p95, p99',
      })
      .optional(),
    availability: availabilitySchema
      .refine((window) => window.for >= 2 * window.every, {
        error: 'expected a window of at least two probes: one before the failover and one after it',
      })
      .optional(),
    ...environment,
    timeout: limitedSchema.optional(),
  })
  .refine((gate) => gate.serve !== undefined || !gate.url.includes(portWord), {
    error: `${portWord} is the port of what 'serve' starts; there is no 'serve'`,
    path: ['url'],
  });

const readSchema = z.string().transform((text, context) => {
  if (text === 'last_number') return { kind: 'last_number' as const };
  if (text.startsWith('json:') && pointerForm.test(text.slice('json:'.length)))
    return { kind: 'json' as const, pointer: text.slice('json:'.length) };
  if (text.startsWith('match:')) {
    const pattern = text.slice('match:'.length);
    if (hasOneGroup(pattern)) return { kind: 'match' as const, pattern };
  }
  context.addIssue({
    code: 'custom',
    message: `expected 'json:/pointer', 'match:PATTERN' with exactly one group, or 'last_number', found '${text}'`,
  });
  return z.NEVER;
});

const metricGate = z
  .strictObject({
    kind: z.literal('metric'),
    run: commandSchema.optional(),
    url: urlSchema.optional(),
    read: readSchema.default({ kind: 'last_number' }),
    /** Of a gate that is bound to a quality gate with a figure, the document's when absent. */
    threshold: limitSchema.optional(),
    /** What the number is in, where its threshold is the document's. */
    unit: z.enum(['ms', 's', '%']).optional(),
    ...environment,
    timeout: limitedSchema.optional(),
  })
  .refine((gate) => (gate.run === undefined) !== (gate.url === undefined), {
    error: 'expected either `run` or `url`: the number comes from one of them',
  })
  .refine(
    (gate) =>
      gate.unit === undefined || (gate.threshold?.unit ?? '') === '' || gate.threshold?.unit === gate.unit,
    {
      error: 'expected the unit of the threshold',
      path: ['unit'],
    },
  );

const filesGate = z.strictObject({
  kind: z.literal('files'),
  /** Each must be there; a folder must hold a file. */
  paths: z.array(pathSchema).min(1),
  at_least_bytes: z.int().min(0).default(1),
  contains: z.record(pathSchema, z.string().min(1)).default({}),
  json: z.array(pathSchema).default([]),
});

const reviewGate = z.strictObject({
  kind: z.literal('review'),
  /** Prints its verdict as JSON; see `hear-review.ts`. */
  run: commandSchema,
  question: z.string().min(1).optional(),
  ...environment,
  timeout: limitedSchema.optional(),
});

const humanGate = z.strictObject({ kind: z.literal('human'), question: z.string().min(1) });

/** One gate of `gates.yaml`, by its kind. */
export const gateSchema = z.discriminatedUnion(
  'kind',
  [commandGate, httpGate, metricGate, filesGate, reviewGate, humanGate],
  {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? 'expected one of: test, check, http, metric, files, review, human'
        : undefined,
  },
);

export type Gate = z.infer<typeof gateSchema>;
export type CommandGate = z.infer<typeof commandGate>;
export type HttpGate = z.infer<typeof httpGate>;
export type MetricGate = z.infer<typeof metricGate>;
export type FilesGate = z.infer<typeof filesGate>;
export type ReviewGate = z.infer<typeof reviewGate>;
export type HumanGate = z.infer<typeof humanGate>;

export const isCommand = (gate: Gate): gate is CommandGate => gate.kind === 'test' || gate.kind === 'check';

function hasOneGroup(pattern: string): boolean {
  try {
    // With an empty alternative it matches anything, and tells how many groups there are.
    return new RegExp(`${pattern}|`).exec('')?.length === 2;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
