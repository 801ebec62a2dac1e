import { z } from 'zod';
import { classAgentError } from '../class-agent-error.ts';
import type { AgentError } from '../driver-event.ts';

/** What an agent answers instead of a result. Read by its shape, so that the protocol's library is loaded only when it is used. */
const requestErrorSchema = z.object({
  code: z.int(),
  message: z.string(),
  data: z
    .object({
      errorKind: z.string().optional().catch(undefined),
      details: z.string().optional().catch(undefined),
      message: z.string().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

const authRequired = -32_000;

/** The agent's own error; undefined where it is none, but a connection that is gone. */
export function errorOfRequest(error: unknown): AgentError | undefined {
  const parsed = requestErrorSchema.safeParse(error);
  if (!parsed.success) return undefined;
  const { code, message, data } = parsed.data;
  const words = [message, data?.details, data?.message].filter((part) => part !== undefined && part !== '');
  return classAgentError({
    message: [...new Set(words)].join(': '),
    kind: code === authRequired ? 'auth_required' : data?.errorKind,
  });
}
