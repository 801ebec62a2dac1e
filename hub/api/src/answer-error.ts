import { MediaError } from '@musterhub/media';
import { RulesError } from '@musterhub/rules';
import { StoreError } from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from './api-error.ts';
import { mostBodyBytes, mostFileBytes, mostFiles } from './upload.ts';

/** How every refusal looks. */
export const refusalSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    /** What is wrong with which part of the request. */
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    /** For programs; which ones there are depends on the code. */
    facts: z.record(z.string(), z.unknown()).optional(),
  }),
});
export type Refusal = z.infer<typeof refusalSchema>;

/** HTTP status by code; what is not here and is no refusal of Fastify's own was not foreseen. */
const statusOf: Record<string, number> = {
  malformed: 400,
  bad_zone: 400,
  bad_time: 400,
  address_refused: 400,
  unauthenticated: 401,
  budget_exceeded: 402,
  forbidden: 403,
  not_found: 404,
  no_row: 404,
  refused: 409,
  taken: 409,
  edit_waits: 409,
  not_approved: 409,
  fence_withdrawn: 409,
  stale_fence: 409,
  idempotency_conflict: 409,
  media_missing: 409,
  unknown_variant: 409,
  too_large: 413,
  unsupported: 415,
  unknown_type: 415,
  broken: 415,
  cannot_fit: 415,
  text_too_long: 422,
  no_glyph: 422,
  unreachable: 502,
};

export type Answered = { status: number; refusal: Refusal; isForeseen: boolean };

/** The answer to a request that failed. Of what was not foreseen the one who asked is told nothing but that. */
export function answerError(error: unknown): Answered {
  if (error instanceof z.ZodError) {
    const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
    const told = issues.map((one) => `${one.path || 'it'}: ${one.message}`).join('; ');
    const message = `The request is not as expected: ${told}`;
    return { status: 400, refusal: { error: { code: 'malformed', message, issues } }, isForeseen: true };
  }
  const isOurs = [ApiError, StoreError, RulesError, MediaError].some((kind) => error instanceof kind);
  const { code, message, statusCode, facts } = error as Partial<ApiError> & { statusCode?: number };
  const status = isOurs ? statusOf[code ?? ''] : statusCode;
  if (status !== undefined && (isOurs || status < 500)) {
    const named = isOurs ? code! : (codeOf[status] ?? 'malformed');
    const hasFacts = facts !== undefined && Object.keys(facts).length > 0;
    const told = (isOurs ? undefined : wordsOf[code ?? '']) ?? message!;
    const refusal = { error: { code: named, message: told, ...(hasFacts ? { facts } : {}) } };
    return { status, refusal, isForeseen: true };
  }
  const told = 'The hub failed; what it met is in its own output.';
  return { status: 500, refusal: { error: { code: 'failed', message: told } }, isForeseen: false };
}

/** By the codes of Fastify and its reader of forms, which say that there is a limit and not which. */
const wordsOf: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: `The body of a request may have ${mostBodyBytes / 1e6} MB at most.`,
  FST_REQ_FILE_TOO_LARGE: `A file may have ${mostFileBytes / 1e6} MB at most; nothing was stored.`,
  FST_FILES_LIMIT: `A request may bring ${mostFiles} files at most; nothing was stored.`,
};

/** What Fastify refuses before a handler sees it. */
const codeOf: Record<number, string> = { 413: 'too_large', 415: 'unsupported', 429: 'too_many_requests' };
