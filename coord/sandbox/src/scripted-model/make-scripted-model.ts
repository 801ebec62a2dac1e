import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { anthropic } from './anthropic.ts';
import { type Choice, chooseSaying } from './choose-saying.ts';
import { gemini } from './gemini.ts';
import type { ModelApi, ModelCall, Wording } from './model-call.ts';
import type { ModelStep, ModelUsage, PlayedStep } from './model-step.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiResponses } from './openai-responses.ts';
import { findPromptScript } from './prompt-script.ts';
import { type ModelRequest, makeRequestLog, type RequestLog } from './request-log.ts';

/** A running scripted model; a client's base URL is `url`, with `/v1` behind it where the vendor's has that. */
export type ScriptedModel = {
  url: string;
  /** The newest requests, oldest first. */
  requests: readonly ModelRequest[];
  close(): Promise<void>;
};

type Options = {
  /** The steps for a prompt; absent: those that the prompt carries (`promptScript`). */
  stepsFor?: (prompt: string) => readonly ModelStep[] | undefined | Promise<readonly ModelStep[] | undefined>;
  /** What a step without a `usage` of its own costs. */
  usage?: Partial<ModelUsage>;
  /** Answers the time by which a call is delayed, e.g. to make every agent wait. */
  delayMs?: number;
  port?: number;
};

const idle = { input: 100, output: 10, cacheRead: 0, cacheWrite: 0, reasoning: 0 };
/** Node's 5 s close connections under clients that were busy with a tool for longer. */
const keepAliveMs = 10 * 60_000;
const rememberedTries = 10_000;

/**
 * A server on loopback that speaks Anthropic Messages, OpenAI Responses and Chat Completions, and Gemini, and says what a script
 * has it say. It costs nothing and is the same every time.
 */
export async function makeScriptedModel(options: Options = {}): Promise<ScriptedModel> {
  const log = makeRequestLog();
  const tries = new Map<string, number>();
  const closing = new AbortController();
  const server = createServer((request, response) => {
    answer({ request, response, options, log, tries, signal: closing.signal }).catch((error: unknown) => {
      if (closing.signal.aborted || response.destroyed) return;
      const message = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 400, { error: { type: 'invalid_request_error', message } });
    });
  });
  server.keepAliveTimeout = keepAliveMs;
  server.headersTimeout = keepAliveMs + 1_000;
  await new Promise<void>((ready, fail) => {
    server.once('error', fail);
    server.listen(options.port ?? 0, '127.0.0.1', ready);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: log.requests,
    async close() {
      closing.abort();
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}

type Exchange = {
  request: IncomingMessage;
  response: ServerResponse;
  options: Options;
  log: RequestLog;
  tries: Map<string, number>;
  signal: AbortSignal;
};

async function answer({ request, response, options, log, tries, signal }: Exchange): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const path = url.split('?')[0] ?? '/';
  const raw = await text(request);
  const api = method === 'POST' ? apiFor(path) : undefined;
  const base = { method, path: url, headers: request.headers, api: api?.name, bodyBytes: raw.length };
  const nothing = { model: undefined, prompt: '', round: undefined, step: undefined, tools: [], results: [] };
  if (api === undefined) {
    const reply = otherReply(method, path, raw);
    log.add({
      ...base,
      ...nothing,
      kind: 'other',
      status: reply.status,
      usage: undefined,
      body: parsed(raw),
    });
    sendJson(response, reply.status, reply.body);
    return;
  }
  const body = parsed(raw);
  const call = api.readCall(body, path);
  const choice = await chooseSaying(call, options.stepsFor ?? findPromptScript);
  const step = choice.kind === 'turn' ? choice.step : undefined;
  const attempt = step === undefined ? 1 : countTry(tries, choice);
  const refusal =
    step?.refuse !== undefined && attempt <= step.refuse.times ? api.refuse(step.refuse) : undefined;
  const usage = step?.usage ?? { ...idle, ...options.usage };
  log.add({
    ...base,
    kind: choice.kind,
    model: call.model,
    prompt: choice.kind === 'side' ? '' : choice.prompt,
    round: choice.kind === 'turn' ? choice.round : undefined,
    step: step?.do,
    tools: call.tools,
    results: call.pieces.flatMap((piece) => (piece.kind === 'result' ? piece.text.slice(0, 4_000) : [])),
    status: refusal?.status ?? 200,
    usage: refusal === undefined ? usage : undefined,
    body,
  });
  await sleep(step?.delayMs ?? options.delayMs ?? 0, undefined, { signal });
  if (refusal !== undefined) {
    sendJson(response, refusal.status, refusal.body, refusal.headers);
    return;
  }
  const hangUp = step?.hangUp !== undefined && attempt <= step.hangUp.times ? step.hangUp.when : undefined;
  if (hangUp === 'before') {
    response.destroy();
    return;
  }
  const wording = api.word(choice.saying, call, { usage, pieces: step?.chunks ?? 1 });
  await sendAnswer({ response, api, call, wording, step, isCut: hangUp === 'half', signal });
}

/** The API that a path belongs to; clients put different things before it. */
function apiFor(path: string): ModelApi | undefined {
  if (path.endsWith('/messages')) return anthropic;
  if (path.endsWith('/responses')) return openaiResponses;
  if (path.endsWith('/chat/completions')) return openaiChat;
  if (/:(stream)?[gG]enerateContent$/.test(path)) return gemini;
  return undefined;
}

function otherReply(method: string, path: string, raw: string): { status: number; body: unknown } {
  // A guess like the vendor's own quick one: four characters to a token.
  if (path.endsWith('/messages/count_tokens'))
    return { status: 200, body: { input_tokens: Math.ceil(raw.length / 4) } };
  if (path.endsWith(':countTokens')) return { status: 200, body: { totalTokens: Math.ceil(raw.length / 4) } };
  return { status: 404, body: { error: { type: 'not_found_error', message: `No ${method} ${path} here` } } };
}

/** How often this step was asked for, this time included. The only thing that the server remembers from request to request. */
function countTry(tries: Map<string, number>, choice: Choice): number {
  if (choice.kind !== 'turn') return 1;
  const key = createHash('sha256').update(`${choice.round} ${choice.prompt}`).digest('base64');
  const count = (tries.get(key) ?? 0) + 1;
  tries.delete(key);
  tries.set(key, count);
  for (const old of tries.keys()) {
    if (tries.size <= rememberedTries) break;
    tries.delete(old);
  }
  return count;
}

async function sendAnswer({
  response,
  api,
  call,
  wording,
  step,
  isCut,
  signal,
}: {
  response: ServerResponse;
  api: ModelApi;
  call: ModelCall;
  wording: Wording;
  step: PlayedStep | undefined;
  isCut: boolean;
  signal: AbortSignal;
}): Promise<void> {
  if (!call.isStream) {
    if (isCut) response.destroy();
    else sendJson(response, 200, wording.body);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const frames = isCut ? wording.frames.slice(0, Math.ceil(wording.frames.length / 2)) : wording.frames;
  for (const [index, { event, data }] of frames.entries()) {
    if (index > 0 && step?.chunkDelayMs !== undefined) await sleep(step.chunkDelayMs, undefined, { signal });
    if (response.destroyed) return;
    const name = event === undefined ? '' : `event: ${event}\n`;
    response.write(`${name}data: ${JSON.stringify(data)}\n\n`);
  }
  if (isCut) {
    // What was written has to be on its way before the connection goes.
    await sleep(20, undefined, { signal });
    response.destroy();
  } else response.end(api.streamEnd ?? '');
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

function parsed(raw: string): unknown {
  return raw === '' ? undefined : JSON.parse(raw);
}
