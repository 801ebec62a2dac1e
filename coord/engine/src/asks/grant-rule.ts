import { z } from 'zod';
import { durationSchema } from '../duration.ts';

/** `grants:` of the configuration: requests that need nobody's word, for these paths, to these sessions, this long at most. */
export const grantRulesSchema = z
  .array(
    z.strictObject({
      /** Files, or folders with all that is in them. */
      paths: z.array(z.string().min(1)).min(1),
      to: z.union([z.literal('all'), z.array(z.int().positive()).min(1)]).default('all'),
      /** Milliseconds. */
      atMost: durationSchema.default(3_600_000),
    }),
  )
  .default([]);
export type GrantRules = z.infer<typeof grantRulesSchema>;
