import { parseDuration } from '@musterhq/plan';
import { z } from 'zod';

/** A duration in a YAML file, `30s` or `2h`, as milliseconds. */
export const durationSchema = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  context.addIssue({
    code: 'custom',
    message: `expected a duration such as 30s, 10m or 2h, found '${text}'`,
  });
  return z.NEVER;
});
