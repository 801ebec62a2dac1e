import type { Refusal } from '@musterhq/server';
import { RequestError } from './request-error.ts';

/** GET without a body, POST with one; answers what the server answered, or throws a RequestError in its words. */
export async function request<Answer>(path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(path, {
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw new RequestError(null, 'the server of this page cannot be reached', error);
  });
  const text = await response.text();
  if (!response.ok)
    throw new RequestError(response.status, wordsOf(text) ?? `the server answered ${response.status}`);
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

function wordsOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as Partial<Refusal>).error?.message;
  } catch {
    return undefined;
  }
}
