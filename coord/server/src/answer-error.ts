import { EngineError } from '@musterhq/engine';
import { GitError } from '@musterhq/git';
import { StoreError } from '@musterhq/store';
import { z } from 'zod';
import { ServerError } from './server-error.ts';

/** How every refusal looks. */
export const refusalSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    /** What is wrong with which part of the request. */
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  }),
});
export type Refusal = z.infer<typeof refusalSchema>;

/** HTTP status by code; what is not here and is no refusal of Fastify's own was not foreseen. */
const statusOf: Record<string, number> = {
  malformed: 400,
  ask_refused: 409,
  unauthenticated: 401,
  forbidden: 403,
  no_run: 404,
  not_found: 404,
  unknown_revision: 404,
  configuration_invalid: 409,
  document_invalid: 409,
  run_open: 409,
  stale_generation: 409,
};

export type Answered = { status: number; refusal: Refusal; isForeseen: boolean };

/** The answer to a request that failed. Of what was not foreseen the one who asked is told nothing but that. */
export function answerError(error: unknown): Answered {
  if (error instanceof z.ZodError) {
    const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    const message = `The request is not as expected: ${issues.map((one) => `${one.path || 'it'}: ${one.message}`).join('; ')}`;
    return { status: 400, refusal: { error: { code: 'malformed', message, issues } }, isForeseen: true };
  }
  const isOurs = [ServerError, EngineError, StoreError, GitError].some((kind) => error instanceof kind);
  const { code, message, statusCode } = error as { code: string; message: string; statusCode?: number };
  const status = isOurs ? statusOf[code] : statusCode;
  if (status !== undefined && status < 500)
    return {
      status,
      refusal: { error: { code: isOurs ? code : 'malformed', message } },
      isForeseen: true,
    };
  return {
    status: 500,
    refusal: { error: { code: 'failed', message: 'The server failed; what it met is in its own output.' } },
    isForeseen: false,
  };
}
