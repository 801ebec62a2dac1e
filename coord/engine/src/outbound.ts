import { createServer } from 'node:net';
import { reasonOf } from './reason-of.ts';

/** One request, the same shape whatever came of it. `ms` is until the last byte, or until it failed. */
export type Probe = { ms: number } & (
  | { kind: 'answered'; status: number; headers: Headers; text: string }
  | { kind: 'failed'; reason: string }
);

type Patience = { timeoutMs: number; signal: AbortSignal; keepCharacters?: number };

/**
 * Asks an address once with GET; a redirect is an answer, not a way. The body is read to its end, since an answer has
 * arrived when all of it has; its first `keepCharacters` (default none) are kept. Throws nothing: what cannot be
 * reached, or takes longer than it may, is told in words.
 */
export function probe(url: string, patience: Patience): Promise<Probe> {
  return exchange(url, {}, patience);
}

const longestApiAnswer = 1024 * 1024;

/** One call of a JSON API, under the rules of `probe`. */
export function callApi(
  url: string,
  call: { method: string; headers: Record<string, string>; body?: unknown },
  patience: Omit<Patience, 'keepCharacters'>,
): Promise<Probe> {
  const { method, headers, body } = call;
  const content = { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const request = { method, ...(body === undefined ? { headers } : content) };
  return exchange(url, request, { ...patience, keepCharacters: longestApiAnswer });
}

/** Sends a text as it stands with POST, under the rules of `probe`. */
export function postText(
  url: string,
  { body, headers }: { body: string; headers: Record<string, string> },
  patience: Omit<Patience, 'keepCharacters'>,
): Promise<Probe> {
  return exchange(url, { method: 'POST', headers, body }, patience);
}

/** The only way of this product out to HTTP. */
async function exchange(
  url: string,
  request: RequestInit,
  { timeoutMs, signal, keepCharacters = 0 }: Patience,
): Promise<Probe> {
  const started = performance.now();
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      ...request,
      redirect: 'manual',
      signal: AbortSignal.any([limit, signal]),
    });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? [])
      if (text.length < keepCharacters) text += decoder.decode(chunk, { stream: true });
    return {
      kind: 'answered',
      status: response.status,
      headers: response.headers,
      text: text.slice(0, keepCharacters),
      ms: performance.now() - started,
    };
  } catch (error) {
    const reason = limit.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error) || 'no connection';
    return { kind: 'failed', reason, ms: performance.now() - started };
  }
}

/** A port of this machine that nobody listens on now. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
