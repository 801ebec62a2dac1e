import type { PlatformError } from '@musterhub/rules';
import type { z } from 'zod';
import type { NotConnected } from './connect.ts';
import { type Request, sendOnce } from './send-once.ts';

export type Read = <Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  secrets: readonly string[],
) => Promise<{ kind: 'read'; value: z.infer<Schema> } | NotConnected>;

/** One request of a conversation about tokens: what it gave, why it was refused, or that nobody knows. */
export async function readOnce<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  setting: { timeoutMs: number; secrets: readonly string[] },
  toError: (http: number, body: unknown) => PlatformError,
): Promise<{ kind: 'read'; value: z.infer<Schema> } | NotConnected> {
  const sent = await sendOnce(request, setting);
  if (sent.kind === 'lost') return { kind: 'unknown', cause: sent.cause };
  if (sent.status >= 500) return { kind: 'unknown', cause: `HTTP ${sent.status}` };
  if (sent.status >= 400) return { kind: 'refused', error: toError(sent.status, sent.body) };
  const parsed = schema.safeParse(sent.body);
  // What is in the answer may be a secret: its shape is told, not its content.
  return parsed.success
    ? { kind: 'read', value: parsed.data }
    : {
        kind: 'unknown',
        cause: `an answer of an unknown shape: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}`,
      };
}
