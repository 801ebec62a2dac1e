import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import formbody from '@fastify/formbody';
import multipart from '@fastify/multipart';
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import { type Incoming, readIncoming, tokenValueOf } from './incoming.ts';
import { Refusal, type Reply } from './refusal.ts';
import { revokeFamily } from './token.ts';
import { type SeenRequest, settle, type World } from './world.ts';

export type Endpoint = {
  /** For faults and the record of requests, for instance `x.create_post`. */
  name: string;
  method: 'GET' | 'POST' | 'DELETE';
  /** A Fastify path; the version of Graph is taken off before. */
  path: string;
  handle: (incoming: Incoming) => Reply | Promise<Reply>;
};

/** A real host of a platform, as the sandbox plays it. */
export type EmulatedHost = {
  host: string;
  endpoints: Endpoint[];
  /** What the platform says when it breaks, when it throttles, and when it does not know the path. */
  broken(status: number, incoming: Incoming): Reply;
  throttled(incoming: Incoming): Reply;
  unknown(incoming: Incoming): Reply;
  /** What it says of a body that cannot be read. */
  malformed(why: string): Reply;
};

/** The header that every answer of the sandbox carries. */
const sandboxHeader = { 'x-sandbox': 'SANDBOX: not the real platform; nothing here reaches anyone' };
/** Videos of Facebook may be 10 GB; a test that sends more than this through the sandbox is mistaken. */
const bodyLimit = 600_000_000;

/** The server of one emulated host, not listening yet. */
export async function makeEmulatedHost(world: World, emulated: EmulatedHost): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit,
    forceCloseConnections: true,
    rewriteUrl: ({ url }) => (url ?? '/').replace(/^\/v\d+\.\d+(?=\/)/, ''),
  });
  await server.register(formbody, { bodyLimit });
  await server.register(multipart, { limits: { fileSize: bodyLimit } });
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  // The platforms read an empty JSON body as none; Fastify would refuse it.
  server.removeContentTypeParser('application/json');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, body === '' ? undefined : JSON.parse(String(body)));
    } catch (cause) {
      done(Object.assign(new Error('The body is not JSON.', { cause }), { statusCode: 400 }));
    }
  });
  for (const endpoint of emulated.endpoints) {
    server.route({
      method: endpoint.method,
      url: endpoint.path,
      exposeHeadRoute: false,
      handler: async (request, reply) => {
        const incoming = await readIncoming(emulated.host, endpoint.name, request);
        await deliver({ world, emulated, endpoint, incoming, reply });
        return reply;
      },
    });
  }
  server.setNotFoundHandler(async (request, reply) => {
    const incoming = await readIncoming(emulated.host, 'unknown', request);
    send(reply, record(world, incoming, undefined), emulated.unknown(incoming));
    return reply;
  });
  server.setErrorHandler((error, _request, reply) => {
    const answer = isOfRequest(error)
      ? emulated.malformed(error.message)
      : { status: 500, body: { error: { code: 'bug_of_the_sandbox', message: String(error) } } };
    return reply.code(answer.status).headers(sandboxHeader).send(answer.body);
  });
  return server;
}

/** Fastify marks what the caller did wrong by a status below 500. */
function isOfRequest(error: unknown): error is Error {
  if (error instanceof Refusal) return error.code === 'malformed';
  return error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500;
}

type Delivery = {
  world: World;
  emulated: EmulatedHost;
  endpoint: Endpoint;
  incoming: Incoming;
  reply: FastifyReply;
};

/** One request: what was due happens first, then its fault, if one was scripted, decides how it goes on. */
async function deliver({ world, emulated, endpoint, incoming, reply }: Delivery): Promise<void> {
  await settle(world);
  const token = world.tokens.get(tokenValueOf(incoming) ?? '');
  const fault = world.faults.next(incoming, token?.subjectId);
  const seen = record(world, incoming, token?.subjectId);
  seen.fault = fault?.kind;
  const commit = () => answerOf(endpoint, incoming);
  switch (fault?.kind) {
    case undefined:
      return send(reply, seen, await commit());
    case 'before_commit':
      return hangUp(reply);
    case 'after_commit_no_answer':
      await commit();
      return hangUp(reply);
    case 'error_before_commit':
      return send(reply, seen, emulated.broken(fault.status, incoming));
    case 'error_after_commit':
      await commit();
      return send(reply, seen, emulated.broken(fault.status, incoming));
    case 'truncated':
      return truncate(reply, await commit());
    case 'slow': {
      const answer = await commit();
      await sleep(fault.delayMs, undefined, { ref: false });
      return send(reply, seen, answer);
    }
    case 'slow_commit':
      await sleep(fault.delayMs, undefined, { ref: false });
      return send(reply, seen, await commit());
    case 'late_commit':
      world.late.push({ at: world.clock.now() + fault.afterMs, run: async () => void (await commit()) });
      return hangUp(reply);
    case 'delivered_twice':
      await commit();
      return send(reply, seen, await commit());
    case 'token_revoked':
      if (token) revokeFamily(world.tokens, token.family, 'revoked');
      return send(reply, seen, await commit());
    case 'answered_with':
      if (fault.commits) await commit();
      return send(reply, seen, { status: fault.status, body: fault.body });
    case 'throttled':
      return send(reply, seen, emulated.throttled(incoming));
  }
}

async function answerOf(endpoint: Endpoint, incoming: Incoming): Promise<Reply> {
  try {
    return await endpoint.handle(incoming);
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

function send(reply: FastifyReply, seen: SeenRequest, answer: Reply): void {
  seen.status = answer.status;
  if (reply.raw.destroyed) return;
  const isPage = typeof answer.body === 'string';
  reply
    .code(answer.status)
    .headers({ ...sandboxHeader, ...answer.headers })
    .type(isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8')
    .send(isPage ? answer.body : JSON.stringify(answer.body));
}

function hangUp(reply: FastifyReply): void {
  reply.hijack();
  (reply.raw.socket as Socket | null)?.destroy();
}

function truncate(reply: FastifyReply, answer: Reply): void {
  reply.hijack();
  const whole = Buffer.from(JSON.stringify(answer.body));
  reply.raw.writeHead(answer.status, {
    ...sandboxHeader,
    ...answer.headers,
    'content-type': 'application/json; charset=utf-8',
    'content-length': whole.length,
  });
  reply.raw.write(whole.subarray(0, Math.floor(whole.length / 2)), () => reply.raw.socket?.destroy());
}

const secrets = new Set(['access_token', 'client_secret', 'code', 'code_verifier', 'refresh_token', 'token']);

function record(world: World, incoming: Incoming, accountId: string | undefined): SeenRequest {
  const fields = Object.fromEntries(
    Object.entries({ ...incoming.query, ...incoming.body }).filter(([name]) => !secrets.has(name)),
  );
  for (const [name, bytes] of Object.entries(incoming.files)) fields[name] = `${bytes.byteLength} bytes`;
  if (incoming.bytes) fields['(body)'] = `${incoming.bytes.byteLength} bytes`;
  const seen: SeenRequest = {
    number: world.requests.length + 1,
    at: new Date(world.clock.now()).toISOString(),
    host: incoming.host,
    method: incoming.method,
    path: incoming.path,
    endpoint: incoming.endpoint,
    version: incoming.version,
    accountId,
    fields,
    status: undefined,
    fault: undefined,
  };
  world.requests.push(seen);
  return seen;
}
