import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './read-body.ts';
import type { AnswerTool } from './tools.ts';

/** Inputs are a few hundred words; what is longer is no input. */
const mostBytes = 256 * 1024;

/** `/mcp`. The MCP SDK is loaded with the first call: a desk that only hooks and meters does without. */
export async function answerMcp(
  request: IncomingMessage,
  response: ServerResponse,
  { answer, version }: { answer: AnswerTool; version: string },
): Promise<void> {
  if (request.method !== 'POST') {
    // Nothing is ever told unasked, and no session is kept that could be ended.
    response.writeHead(405, { allow: 'POST' }).end();
    return;
  }
  const body = await readBody(request, mostBytes);
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const { answerMcpRequest } = await import('./mcp-server.ts');
  const abort = new AbortController();
  response.once('close', () => abort.abort());
  const answered = await answerMcpRequest(
    new Request(`http://${request.headers.host}/mcp`, {
      method: 'POST',
      headers: headersOf(request),
      body: new Uint8Array(body),
      signal: abort.signal,
    }),
    { answer, version },
  );
  response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(answered.body);
}

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct))
    for (const value of values) headers.append(name, value);
  return headers;
}
