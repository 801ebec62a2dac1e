import { z } from 'zod';

const session = z.int().positive();

/**
 * Who may write what during one turn, as it stands in `policy.json` in the turn's folder. The coordinator writes it and replaces
 * it whole when a grant or the document changes; whoever is asked whether a path may be written answers from it alone.
 */
export const policySchema = z.strictObject({
  version: z.literal(1),
  /** Whose turn it is. */
  session,
  master: session,
  sessions: z.array(z.strictObject({ id: session, name: z.string() })),
  resources: z.array(
    z.strictObject({
      path: z.string().min(1),
      ownership: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('primary'), session }),
        z.strictObject({ kind: z.literal('shared') }),
      ]),
      phrase: z.string(),
    }),
  ),
  task: z.strictObject({ id: z.string(), label: z.string(), ownedPaths: z.array(z.string()) }),
  /** Those of this session; each ends by itself. */
  grants: z.array(z.strictObject({ path: z.string(), expiresAt: z.iso.datetime() })),
  /** Repository path of the plan's document. */
  document: z.string().min(1),
});

export type Policy = z.infer<typeof policySchema>;
