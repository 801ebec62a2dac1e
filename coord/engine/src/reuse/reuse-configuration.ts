import { z } from 'zod';

/** The part of the configuration about results of earlier runs. */
export const reuseShape = {
  /** Whether a task whose inputs are all as they were is replayed instead of done. */
  reuse: z.enum(['on', 'off']).default('on'),
};
