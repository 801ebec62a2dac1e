import { redact } from './redact.ts';

/** What came of a request that was sent once. `lost`: no answer, half of one, or one that is no JSON. */
export type Sent =
  | { kind: 'answered'; status: number; headers: Headers; body: unknown }
  | { kind: 'lost'; cause: string };

export type Request = {
  method: 'GET' | 'POST' | 'DELETE';
  url: URL;
  headers?: Record<string, string>;
  body?: URLSearchParams | FormData | Uint8Array | string;
};

/** Answers of the platforms are some kilobytes; more is not read. */
const mostAnswerBytes = 8_000_000;

/** Sends a request once, follows no redirect, and waits no longer than told. Secrets do not get into the cause. */
export async function sendOnce(
  request: Request,
  { timeoutMs, secrets }: { timeoutMs: number; secrets: readonly string[] },
): Promise<Sent> {
  const { method, url, headers, body } = request;
  try {
    const response = await fetch(url, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      ...(headers && { headers }),
      ...(body !== undefined && { body: body as NonNullable<RequestInit['body']> }),
    });
    const text = new TextDecoder().decode(await readAtMost(response, mostAnswerBytes));
    return { kind: 'answered', status: response.status, headers: response.headers, body: parseJson(text) };
  } catch (error) {
    return { kind: 'lost', cause: redact(causeOf(error), secrets) };
  }
}

function parseJson(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

/** The bytes of an answer, unless they are more than wanted. */
export async function readAtMost(response: Response, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > most) throw new Error(`the answer is longer than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** An error with what caused it: fetch says `fetch failed` and keeps the reason in the cause. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return error.cause === undefined ? error.message + code : `${error.message}: ${causeOf(error.cause)}`;
}
