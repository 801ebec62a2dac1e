import type { z } from 'zod';
import type { Guest } from '../admit.ts';
import type { Permission } from '../route.ts';
import type { Serving } from '../serving.ts';

/** One thing that an agent can do. Its arguments are checked to the letter: a field that is not known is an error. */
export type Tool = {
  name: string;
  permission: Exclude<Permission, 'open' | 'own'>;
  description: string;
  /** It changes something: done once for its idempotency key. */
  changes: boolean;
  takes: z.ZodObject;
  handle(order: never, guest: Guest, serving: Serving): Promise<unknown>;
};

export function tool<Takes extends z.ZodObject>(
  row: Omit<Tool, 'takes' | 'handle'> & {
    takes: Takes;
    handle(order: z.output<Takes>, guest: Guest, serving: Serving): Promise<unknown>;
  },
): Tool {
  return row as Tool;
}
