import type { z } from 'zod';
import type { OptionFinding } from './agent-driver.ts';

/** Everything in which a value differs from a schema. */
export function checkAgainst(schema: z.ZodType, value: unknown, rule: string): OptionFinding[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => ({
    rule,
    severity: 'error',
    message,
    path: path.length === 0 ? 'options' : path.join('.'),
  }));
}
