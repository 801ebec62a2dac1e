import { z } from 'zod';

/** The part of the configuration that says how much a session is told. */
export const briefShape = {
  brief: z
    .strictObject({
      /** Tokens of one brief; what does not fit is cut, the least needed first, and the brief says what and how to get it. */
      tokens: z.int().min(500).max(100_000).default(3_000),
    })
    .default({ tokens: 3_000 }),
};
