import { classifyError, type Platform, type PlatformError } from '@musterhub/rules';
import type { z } from 'zod';
import type { Allowance, Answer, Call, Handles, Unreadable } from './channel.ts';

/** An answer of a platform, told apart: it did it, it refused it, or nobody knows. */
export type Reply = { allowances: Allowance[] } & (
  | { kind: 'good'; body: unknown }
  | { kind: 'bad'; error: PlatformError; retryAt: Date | undefined }
  | { kind: 'lost'; cause: string }
);

/**
 * The outcome of a call by its reply. Success in a shape that the platform does not document gives no handle: of a call that makes
 * something public it is as good as silence.
 */
export function toAnswer<Schema extends z.ZodType>(
  platform: Platform,
  call: Pick<Call, 'visible'>,
  reply: Reply,
  schema: Schema,
  judge: (body: z.infer<Schema>) => Handles | { kind: 'pending'; retryAfterMs: number } | PlatformError,
): Answer {
  const { allowances } = reply;
  if (reply.kind === 'lost') return { kind: 'unknown', cause: reply.cause, allowances };
  if (reply.kind === 'bad') {
    return { kind: 'refused', error: reply.error, retryAt: reply.retryAt, allowances };
  }
  const parsed = schema.safeParse(reply.body);
  if (!parsed.success) {
    const error = undocumented(platform, reply.body);
    return call.visible
      ? { kind: 'unknown', cause: error.message, allowances }
      : { kind: 'refused', error, retryAt: undefined, allowances };
  }
  const judged = judge(parsed.data);
  if (isError(judged)) return { kind: 'refused', error: judged, retryAt: undefined, allowances };
  if (isPending(judged)) return { ...judged, handles: {}, allowances };
  return { kind: 'done', handles: judged, allowances };
}

/** What was read, in the shape that was expected, or why not. */
export function toReading<Schema extends z.ZodType>(
  platform: Platform,
  reply: Reply,
  schema: Schema,
): { kind: 'read'; value: z.infer<Schema> } | Unreadable {
  if (reply.kind === 'lost') return { kind: 'unreadable', error: { cause: reply.cause } };
  if (reply.kind === 'bad') return { kind: 'unreadable', error: reply.error };
  const parsed = schema.safeParse(reply.body);
  return parsed.success
    ? { kind: 'read', value: parsed.data }
    : { kind: 'unreadable', error: undocumented(platform, reply.body) };
}

function undocumented(platform: Platform, body: unknown): PlatformError {
  const message = `an answer of an unknown shape: ${JSON.stringify(body)?.slice(0, 200)}`;
  return classifyError({ platform, code: 'undocumented_answer', message });
}

/** What the platform does not offer at all is refused here, without asking it. */
export function notOffered(platform: Platform, message: string): Answer {
  const error = classifyError({ platform, code: 'not_offered', message });
  return { kind: 'refused', error, retryAt: undefined, allowances: [] };
}

type Judged = Handles | { kind: 'pending'; retryAfterMs: number } | PlatformError;
const isError = (judged: Judged): judged is PlatformError => 'class' in judged && 'remedy' in judged;
const isPending = (judged: Judged): judged is { kind: 'pending'; retryAfterMs: number } =>
  'retryAfterMs' in judged;
