import { z } from 'zod';

/** The part of the configuration about results of earlier runs. */
export const reuseShape = {
  /** Whose tasks are replayed instead of done when all their inputs are as they were: a runbook's steps may do more than change files. */
  reuse: z.enum(['agents', 'all', 'off']).default('agents'),
};
