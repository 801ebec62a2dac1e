import { z } from 'zod';

const hourMs = 3_600_000;

/**
 * What can be chosen of a platform's behaviour: readings on which official pages disagree or say nothing, and latencies.
 * The source of each default is the numbered rule of SPEC.md that names it.
 */
export const sandboxRulesSchema = z.strictObject({
  instagram: z
    .strictObject({
      /** The guide says 100, the carousel section and the quota reference say 50. */
      publishQuota: z.union([z.literal(50), z.literal(100)]).default(50),
      containersPerDay: z.int().positive().default(400),
      containerLatencyMs: z
        .strictObject({
          image: z.int().min(0).default(2000),
          carousel: z.int().min(0).default(2000),
          video: z.int().min(0).default(30_000),
        })
        .prefault({}),
      /** Real milliseconds that a download may take. */
      fetchTimeoutMs: z.int().positive().default(10_000),
      /** How the second publish of a used container is refused; not documented. */
      usedContainer: z.enum(['2207008', '2207027']).default('2207008'),
      /** Impressions of the account in the last day, from which its calls are allowed. */
      impressions: z.int().positive().default(100),
      lockMs: z.int().positive().default(hourMs),
    })
    .prefault({}),
  facebook: z
    .strictObject({
      engagedUsers: z.int().positive().default(100),
      /** Users of the app in the last hour, from which calls with user tokens are allowed. */
      dailyUsers: z.int().positive().default(10),
      /** How long a lock lasts, and by how much each further call prolongs it. */
      lockMs: z.int().positive().default(hourMs),
      prolongMs: z
        .int()
        .positive()
        .default(5 * 60_000),
      fetchTimeoutMs: z.int().positive().default(10_000),
      refusesDuplicates: z.boolean().default(true),
      /** Whether a post that was never shown counts as the one before. */
      duplicateCountsUnpublished: z.boolean().default(false),
      /** How a second `is_published=true` is answered; not documented. */
      secondFlip: z.enum(['success', 'refused']).default('success'),
      /** 4 MB as seen in practice, 10 MB as partners document. */
      photoMaxBytes: z.int().positive().default(4_000_000),
      reelsPerDay: z.int().positive().default(30),
      videoLatencyMs: z.int().min(0).default(30_000),
    })
    .prefault({}),
  x: z
    .strictObject({
      /** One page says 100, another 200. */
      createPerWindow: z.union([z.literal(100), z.literal(200)]).default(100),
      /** For how long the same text of one account is refused; 0 never. Not documented. */
      duplicateWindowMs: z
        .int()
        .min(0)
        .default(24 * hourMs),
      /** Texts are handed out as X writes them, with t.co and entities; off: as they were given. */
      wrapsLinks: z.boolean().default(false),
      processingMs: z.int().min(0).default(10_000),
      /** The two bodies that are documented for 429. */
      throttleBody: z.enum(['errors', 'problem']).default('errors'),
      /** The two titles that were seen with 402. */
      creditsBody: z.enum(['credits', 'credits-depleted']).default('credits-depleted'),
      creditsMicroDollars: z.int().min(0).default(1_000_000_000),
      /** The user also owns the app, so that reads of own posts cost less. */
      ownsApp: z.boolean().default(false),
    })
    .prefault({}),
});
export type SandboxRules = z.infer<typeof sandboxRulesSchema>;
