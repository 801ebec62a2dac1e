import { createServer } from 'node:net';
import { reasonOf } from './reason-of.ts';

/** One request, the same shape whatever came of it. `ms` is until the last byte, or until it failed. */
export type Probe = { ms: number } & (
  | { kind: 'answered'; status: number; text: string }
  | { kind: 'failed'; reason: string }
);

/** How much of a body is kept; the rest is read, since an answer has arrived when all of it has. */
const keptCharacters = 1024 * 1024;

/**
 * The only way of this product out to HTTP. Asks an address once with GET; a redirect is an answer, not a way. Throws
 * nothing: what cannot be reached, or takes longer than it may, is told in words.
 */
export async function probe(
  url: string,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Probe> {
  const started = performance.now();
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.any([limit, signal]) });
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? [])
      if (text.length < keptCharacters) text += decoder.decode(chunk, { stream: true });
    return { kind: 'answered', status: response.status, text, ms: performance.now() - started };
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
