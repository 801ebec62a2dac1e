import { z } from 'zod';
import { bytesSchema, tokensSchema } from '../amounts.ts';
import { durationSchema } from '../duration.ts';

const dollars = z.number().nonnegative();
const limit = z.strictObject({ tokens: tokensSchema.optional(), usd: dollars.optional() });
const estimate = z.strictObject({ tokens: tokensSchema, usd: dollars });
const estimates = { turn: { tokens: 200_000, usd: 2 }, unknown: { tokens: 500_000, usd: 5 } };
const admission = { start: 2, ceiling: 16, stagger: 2_000, memory: 700 * 1024 ** 2 };

/** The part of the configuration that says what agents may use, and how many of them may be at work. */
export const budgetShape = {
  /** In tokens, in US dollars or both. Limits that people set with `muster budget set` go before these. */
  budget: z
    .strictObject({
      run: limit.optional(),
      /** A day of the calendar in `zone`, whichever run it was. */
      day: limit.optional(),
      /** Each session, each task. */
      session: limit.optional(),
      task: limit.optional(),
      /** What a turn is reckoned at until turns like it have told what they used. */
      turn: estimate.default(estimates.turn),
      /** At what a turn counts whose agent tells nothing; tokens without a known price are reckoned at the same rate. */
      unknown: estimate.default(estimates.unknown),
    })
    .default(estimates),
  /** How many agents may be at work on one account, and when the next one may start. */
  admission: z
    .strictObject({
      /** Turns at once at first; one more for each round without a rate limit, half as many after one. */
      start: z.int().min(1).max(64).default(admission.start),
      ceiling: z.int().min(1).max(64).default(admission.ceiling),
      stagger: durationSchema.default(admission.stagger),
      /** What one agent takes: sessions were seen at 0.3 to 1.2 GB, 0.7 on average. */
      memory: bytesSchema.default(admission.memory),
    })
    .refine(({ start, ceiling }) => start <= ceiling, {
      error: 'expected start <= ceiling (2 and 16 where the file says nothing)',
    })
    .default(admission),
};

export type Standing = z.infer<typeof budgetShape.budget>;
