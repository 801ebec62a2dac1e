import { z } from 'zod';
import { grantRulesSchema } from './asks/grant-rule.ts';
import { briefShape } from './brief/brief-configuration.ts';
import { dashboardSchema } from './dashboard-configuration.ts';
import { checkDriving, checkNetwork, drivingShape } from './driving/driver-configuration.ts';
import { durationSchema } from './duration.ts';
import { budgetShape } from './ledger/budget-configuration.ts';

import { noticeShape } from './notices/notice-configuration.ts';
import { reuseShape } from './reuse/reuse-configuration.ts';
/** `muster/config.yaml` of a repository; every key has a default, so the file may be absent. */
export const configurationSchema = z
  .strictObject({
    version: z.literal(1).default(1),
    /** The branch that the master's review moves, when the document names none. */
    main: z.string().optional(),
    ...drivingShape,
    ...briefShape,
    ...reuseShape,
    runbook: z.string().default('muster/runbook.yaml'),
    /** Beside the document when not named. */
    gates: z.string().optional(),
    /** Sessions at work at the same time. */
    concurrency: z.int().min(1).max(64).default(16),
    /** Turns in one attempt, follow-ups included. */
    turns: z.int().min(1).max(50).default(4),
    /** Turns in a row of an attempt that leave the same files for the same reason: no further one is started. */
    idleTurns: z.int().min(1).max(50).default(2),
    /** Attempts of one task, after refused handoffs and conflicts that no follow-up solved. */
    attempts: z.int().min(1).max(20).default(3),
    taskTimeout: durationSchema.default(3_600_000),
    gateTimeout: durationSchema.default(600_000),
    /** IANA zone of the plan's days. */
    zone: z
      .string()
      .refine(isZone, { error: 'expected an IANA time zone such as Europe/Zurich' })
      .default('UTC'),
    landing: z
      .strictObject({
        /** Entries of the queue that are merged and gated at the same time, at the beginning of a run. */
        window: z.int().min(1).max(64).default(4),
        /** The window halves with an entry that leaves and grows with one that lands, between these two. */
        floor: z.int().min(1).max(64).default(2),
        ceiling: z.int().min(1).max(64).default(12),
        /** Worktrees for gates, each with one gate at a time. */
        parallel: z.int().min(1).max(64).default(4),
        /** Whether the review moves the main branch itself, or asks for that with a pull request. */
        main: z.enum(['move', 'pull_request']).default('move'),
        /** Where a pull request's branch is pushed to, and whose main branch counts. */
        remote: z
          .string()
          .regex(/^\w[\w.-]*$/, 'expected the name of a remote such as origin')
          .default('origin'),
        /** `muster/<run>` when not named. Muster's own: nobody else pushes to it. */
        branch: z
          .string()
          .regex(/^\w[\w./-]*$/, 'expected the name of a branch such as muster/next')
          .optional(),
        /** `owner/name` at GitHub; read from the remote's address when not named. */
        repository: z
          .string()
          .regex(/^[\w.-]+\/[\w.-]+$/, 'expected owner/name')
          .optional(),
        api: z
          .url({ protocol: /^https?$/ })
          .transform((url) => url.replace(/\/+$/, ''))
          .default('https://api.github.com'),
      })
      .refine(({ window, floor, ceiling }) => floor <= window && window <= ceiling, {
        error: 'expected floor <= window <= ceiling (2, 4 and 12 where the file says nothing)',
      })
      .default({
        ...{ window: 4, floor: 2, ceiling: 12, parallel: 4 },
        ...{ main: 'move', remote: 'origin', api: 'https://api.github.com' },
      }),
    grants: grantRulesSchema,
    worktree: z
      .strictObject({
        /** Runs once in a fresh worktree; a change of the command runs it again. */
        setup: z.string().optional(),
        /** Ignored files that a worktree needs, copied from the main checkout. */
        copy: z.array(z.string()).default([]),
        ports: z
          .strictObject({ base: z.int().min(1024).max(60_000), each: z.int().min(1).max(1000).default(10) })
          .optional(),
      })
      .default({ copy: [] }),
    ...budgetShape,
    dashboard: dashboardSchema.optional(),
    ...noticeShape,
    retention: z
      .strictObject({ runs: z.int().min(1).default(20), logDays: z.int().min(1).default(30) })
      .default({ runs: 20, logDays: 30 }),
  })
  .superRefine(checkDriving)
  .superRefine(checkNetwork);

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export type Configuration = z.infer<typeof configurationSchema>;
