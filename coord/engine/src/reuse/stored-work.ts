import { z } from 'zod';

/** What a stored result says of itself, as the message of its commit behind a line for people. */
const storedWorkSchema = z.object({
  version: z.literal(1),
  task: z.string(),
  run: z.string(),
  /** Names and hashes of everything that it was made from, by part. */
  inputs: z.record(z.string(), z.record(z.string(), z.string())),
  /** The commit message that the work landed with. */
  message: z.string(),
  artifacts: z.array(z.string()),
  /** What its turns told the others, told again when it is replayed. */
  told: z.array(
    z.object({
      kind: z.enum(['handoff_noted', 'artifact_published', 'finding_recorded']),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  /** What it took: turns, tokens of their briefs, and tokens that vendors told, null where none did. */
  turns: z.int(),
  briefTokens: z.int(),
  usedTokens: z.int().nullable(),
});
export type StoredWork = z.infer<typeof storedWorkSchema>;

/** Kinds of events that a session tells the others by, beside its work. */
export const toldKinds = storedWorkSchema.shape.told.element.shape.kind.options;

export const storedMessage = (work: StoredWork): string =>
  `Result of ${work.task}\n\n${JSON.stringify(work)}`;

/** Undefined for what another version wrote, or somebody else: it is not replayed. */
export function parseStoredWork(message: string): StoredWork | undefined {
  const start = message.indexOf('{');
  if (start < 0) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(message.slice(start));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const parsed = storedWorkSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
