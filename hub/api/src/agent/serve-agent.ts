import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { insertAudit } from '@musterhub/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Guest } from '../admit.ts';
import { answerError } from '../answer-error.ts';
import { ApiError } from '../api-error.ts';
import { once } from '../once.ts';
import { jsonSchema } from '../open-api.ts';
import type { Serving } from '../serving.ts';
import type { Tool } from './tool.ts';
import { tools } from './tools.ts';

/**
 * One message of an agent over Streamable HTTP. No session is kept: each request carries its key and gets its answer as JSON, so that any
 * process of the hub can give it.
 */
export async function serveAgent(
  { request, reply, guest }: { request: FastifyRequest; reply: FastifyReply; guest: Guest },
  serving: Serving,
): Promise<void> {
  const server = makeAgentServer(guest, serving);
  const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
  reply.hijack();
  reply.raw.once('close', () => {
    void transport.close();
    void server.close();
  });
  await server.connect(transport as Parameters<typeof server.connect>[0]);
  await transport.handleRequest(request.raw, reply.raw, request.body);
}

function makeAgentServer(guest: Guest, serving: Serving): Server {
  const instructions =
    'Read first. Propose what you want changed, look at the difference, then confirm it by its token. People approve what goes out.';
  const server = new Server(
    { name: 'muster-hub', version: serving.version },
    {
      capabilities: { tools: {} },
      instructions:
        serving.sandbox === undefined ? instructions : `SANDBOX: no post reaches anybody. ${instructions}`,
    },
  );
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: tools
      .filter(({ permission }) => guest.may.includes(permission))
      .map(({ name, description, takes, changes }) => ({
        name,
        description,
        inputSchema: { ...jsonSchema(takes, 'input'), type: 'object' as const },
        annotations: {
          readOnlyHint: !changes,
          destructiveHint: false,
          idempotentHint: true,
          openWorldHint: false,
        },
      })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => callTool(params, guest, serving));
  return server;
}

/** A refusal is an answer too: `isError`, with the code and the facts for a program beside the words. */
async function callTool(
  params: { name: string; arguments?: Record<string, unknown> | undefined },
  guest: Guest,
  serving: Serving,
): Promise<CallToolResult> {
  try {
    const found = tools.find(({ name }) => name === params.name);
    if (found === undefined) throw new ApiError('not_found', `There is no tool ${params.name}.`);
    if (!guest.may.includes(found.permission))
      throw new ApiError(
        'forbidden',
        `${guest.actor} may ${guest.may.join(', ')}: ${found.name} needs ${found.permission}.`,
      );
    return answerOf(await perform(found, params.arguments ?? {}, guest, serving));
  } catch (error) {
    const { refusal, isForeseen } = answerError(error);
    if (!isForeseen) throw error;
    return { ...answerOf(refusal), isError: true };
  }
}

async function perform(
  found: Tool,
  given: Record<string, unknown>,
  guest: Guest,
  serving: Serving,
): Promise<unknown> {
  const order = found.takes.parse(given);
  const work = async () => found.handle(order as never, guest, serving);
  if (!found.changes) return work();
  const { idempotencyKey, ...what } = order as { idempotencyKey: string };
  const noted = async () => {
    const answer = await work();
    const action = `MCP ${found.name}`;
    const subject = String(
      (what as Record<string, unknown>).proposal ??
        (what as Record<string, unknown>).id ??
        (what as Record<string, unknown>).brand ??
        '',
    );
    await insertAudit(serving.hub.store, {
      at: serving.wallNow(),
      actor: guest.actor,
      action,
      subject,
      detail: {},
    });
    return answer;
  };
  return once(serving, { actor: guest.actor, key: idempotencyKey, what: [found.name, what] }, noted);
}

function answerOf(value: unknown): CallToolResult {
  const structuredContent = value as Record<string, unknown>;
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent };
}
