import { createHash } from 'node:crypto';
import { answerIdempotency, claimIdempotency, releaseIdempotency } from '@musterhub/store';
import { ApiError } from './api-error.ts';
import type { Serving } from './serving.ts';

/**
 * Does what a request asks once for its idempotency key: the same request again gets the answer of the first. What was refused did
 * nothing, and may be asked again under the same key.
 */
export async function once<Answer>(
  { hub: { store }, wallNow }: Serving,
  request: { actor: string; key: string; what: unknown },
  work: () => Promise<Answer>,
): Promise<Answer> {
  const { actor, key } = request;
  if (!/^[\x21-\x7e]{8,200}$/.test(key))
    throw new ApiError('malformed', 'An idempotency key has 8 to 200 visible letters, such as a UUID.', {
      key,
    });
  const what = createHash('sha256').update(JSON.stringify(request.what)).digest('hex');
  const claimed = await claimIdempotency(store, { actor, key, request: what, at: wallNow() });
  switch (claimed.kind) {
    case 'answered':
      return claimed.answer as Answer;
    case 'other_request':
      throw new ApiError('idempotency_conflict', `The key ${key} was used for another request.`, { key });
    case 'under_way':
      throw new ApiError(
        'idempotency_conflict',
        `The first request with the key ${key} has no answer yet: ask again.`,
        { key },
      );
    case 'lost':
      throw new ApiError(
        'idempotency_conflict',
        `The first request with the key ${key} was cut off, and may have done its work: look at what is stored, and use another key for another request.`,
        { key },
      );
    case 'first': {
      try {
        const answer = await work();
        await answerIdempotency(store, { actor, key }, { status: 200, answer: answer ?? null });
        return answer;
      } catch (error) {
        await releaseIdempotency(store, { actor, key });
        throw error;
      }
    }
  }
}
