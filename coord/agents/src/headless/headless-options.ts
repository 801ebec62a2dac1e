import { z } from 'zod';
import { acpOptionsSchema } from '../acp/acp-options.ts';

const headlessProfileNames = ['claude', 'codex'] as const;
export type HeadlessProfileName = (typeof headlessProfileNames)[number];

/**
 * The options of the driver `headless`. They are those of the driver `acp`, so that a session changes its driver by a word;
 * `mode` is Claude Code's permission mode or Codex's sandbox.
 */
export const headlessOptionsSchema = acpOptionsSchema.extend({
  profile: z.enum(headlessProfileNames),
  /** Claude Code ends the run itself when its own reckoning has reached this. */
  maxCostUsd: z.number().positive().optional(),
});
export type HeadlessOptions = z.output<typeof headlessOptionsSchema>;
