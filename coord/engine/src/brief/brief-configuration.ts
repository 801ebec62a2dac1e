import { z } from 'zod';
import { durationSchema } from '../duration.ts';

/** The part of the configuration that says how much a session is told, and in which conversation. */
export const briefShape = {
  brief: z
    .strictObject({
      /** Tokens of one brief; what does not fit is cut, the least needed first, and the brief says what and how to get it. */
      tokens: z.int().min(500).max(100_000).default(3_000),
    })
    .default({ tokens: 3_000 }),
  /** Related tasks of a session go to one conversation: so many, each so soon after the one before. */
  batch: z
    .strictObject({
      tasks: z.int().min(1).max(50).default(3),
      within: durationSchema.default(300_000),
    })
    .default({ tasks: 3, within: 300_000 }),
};
