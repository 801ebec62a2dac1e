import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { type AnswerTool, type ToolName, tools } from './tools.ts';

const instructions =
  'Muster coordinates several sessions on one repository. Write only paths that are yours; ask for others with request_grant. Muster commits your work when the turn ends.';

/** For forms that a server puts to its client; the desk has none. Made anew for each request, Ajv was most of what a call costs. */
const jsonSchemaValidator = {
  getValidator(): never {
    throw new Error('the desk puts no forms to its clients');
  },
};

/** A server of the tools for one connection, or for one request where the transport has no sessions. */
function makeMcpServer(answer: AnswerTool, version: string): McpServer {
  const server = new McpServer({ name: 'muster', version }, { instructions, jsonSchemaValidator });
  for (const name of Object.keys(tools) as ToolName[]) {
    const { description, input, result } = tools[name];
    const isText = 'text' in result.shape;
    server.registerTool(
      name,
      // Strict, so that a call which names a session or a task of its own is refused, not ignored.
      { description, inputSchema: input, ...(isText ? {} : { outputSchema: result }) },
      async (given: unknown, extra: { signal: AbortSignal }) =>
        toCallResult(name, await answer(name, given, extra.signal)),
    );
  }
  return server;
}

function toCallResult(name: ToolName, answered: Awaited<ReturnType<AnswerTool>>): CallToolResult {
  if (answered.kind !== 'answered')
    return { isError: true, content: [{ type: 'text', text: answered.message }] };
  const result = tools[name].result.parse(answered.result);
  if ('text' in result) return { content: [{ type: 'text', text: result.text }] };
  return { content: [{ type: 'text', text: JSON.stringify(result) }], structuredContent: result };
}

/** Answers one request of MCP's Streamable HTTP, without a session: nothing is kept between two requests. */
export async function answerMcpRequest(
  request: Request,
  { answer, version }: { answer: AnswerTool; version: string },
): Promise<{ status: number; headers: Headers; body: string }> {
  const server = makeMcpServer(answer, version);
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  const close = () => void server.close();
  request.signal.addEventListener('abort', close);
  try {
    const response = await transport.handleRequest(request);
    return { status: response.status, headers: response.headers, body: await response.text() };
  } finally {
    request.signal.removeEventListener('abort', close);
    await server.close();
  }
}

/** Serves the tools on standard input and output until the client closes them. */
export async function serveMcpOnStdio({
  answer,
  version,
  signal,
}: {
  answer: AnswerTool;
  version: string;
  signal: AbortSignal;
}): Promise<void> {
  const server = makeMcpServer(answer, version);
  const transport = new StdioServerTransport();
  const closed = new Promise<void>((resolve) => {
    server.server.onclose = resolve;
  });
  const close = () => void server.close();
  // The SDK's transport does not end with its input.
  process.stdin.once('end', close).once('close', close);
  signal.addEventListener('abort', close, { once: true });
  await server.connect(transport);
  await closed;
  process.stdin.pause();
}
