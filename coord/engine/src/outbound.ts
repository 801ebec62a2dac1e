import { createServer } from 'node:net';
import { reasonOf } from './reason-of.ts';

/** One request, the same shape whatever came of it. `ms` is until the last byte, or until it failed. */
export type Probe = { ms: number } & (
  | { kind: 'answered'; status: number; text: string }
  | { kind: 'failed'; reason: string }
);

/**
 * The only way of this product out to HTTP. Asks an address once with GET; a redirect is an answer, not a way. The
 * body is read to its end, since an answer has arrived when all of it has; its first `keepCharacters` (default none) are
 * kept. Throws nothing: what cannot be reached, or takes longer than it may, is told in words.
 */
export async function probe(
  url: string,
  {
    timeoutMs,
    signal,
    keepCharacters = 0,
  }: { timeoutMs: number; signal: AbortSignal; keepCharacters?: number },
): Promise<Probe> {
  const started = performance.now();
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.any([limit, signal]) });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? [])
      if (text.length < keepCharacters) text += decoder.decode(chunk, { stream: true });
    return {
      kind: 'answered',
      status: response.status,
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
