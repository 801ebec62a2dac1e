import { RequestError } from './request-error.ts';

/** How a server of ours refuses. */
type Refusal = { error?: { code?: string; message?: string; facts?: Record<string, unknown> } };

/** GET without a body, POST with one; answers what the server answered, or throws a RequestError in its words. */
export async function request<Answer>(path: string, body?: unknown): Promise<Answer> {
  return send(path, {
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
}

/** The same for what is not JSON: files as a form, or an answer that is taken as text. */
export async function send<Answer>(path: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(path, init).catch((error: unknown) => {
    throw new RequestError(null, 'the server of this page cannot be reached', { cause: error });
  });
  const text = await response.text();
  if (!response.ok) {
    const { message = `the server answered ${response.status}`, facts, ...rest } = refusalOf(text);
    throw new RequestError(response.status, message, { facts: { ...rest, ...facts } });
  }
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

function refusalOf(text: string): NonNullable<Refusal['error']> {
  try {
    return (JSON.parse(text) as Refusal).error ?? {};
  } catch {
    return {};
  }
}
