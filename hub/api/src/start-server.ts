import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import files from '@fastify/static';
import { insertAudit, readLiveMark } from '@musterhub/store';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { admit, type Guest } from './admit.ts';
import { answerError } from './answer-error.ts';
import { ApiError } from './api-error.ts';
import { makeLiveFeed } from './live-feed.ts';
import { makeMediaLinks } from './media-links.ts';
import { once } from './once.ts';
import { makeFetchPublic } from './outbound.ts';
import type { Permission, Route } from './route.ts';
import { routes } from './routes.ts';
import { makeSigner } from './secrets.ts';
import type { Serving } from './serving.ts';
import { mostBodyBytes, mostFileBytes, mostFiles } from './upload.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    hubPermission?: Permission;
  }
  interface FastifyRequest {
    hubGuest?: Guest;
  }
}

export type ServerOptions = Pick<
  Serving,
  'hub' | 'connects' | 'apps' | 'templates' | 'sandbox' | 'version' | 'ring'
> & {
  /** 32 bytes: what links and confirmations are signed with. */
  key: Uint8Array;
  /** Where people and platforms reach it, where that is not loopback: `https://hub.kiln.example`. */
  publicUrl?: string;
  /** Folder of the built page. */
  pages?: string;
  host?: string;
  port?: number;
  wallNow?: () => Date;
  fetchPublic?: Serving['fetchPublic'];
  onError: (error: unknown) => void;
};

export type Server = {
  /** Without a slash at its end. */
  url: string;
  port: number;
  /** Signed links to the media library under the public address, for the worker's channels. */
  mediaUrl(sha256: string): string;
  /** Every route that the router holds, the page's included. */
  routes: readonly { method: string; url: string; permission: Permission }[];
  close(): Promise<void>;
};

const feedEveryMs = 1_000;

/** Serves the hub until `close`, which ends every stream. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { key, hub, onError, publicUrl, wallNow = () => new Date() } = options;
  const app = fastify({
    logger: false,
    bodyLimit: mostBodyBytes,
    forceCloseConnections: true,
    trustProxy: false,
  });
  const links = makeMediaLinks({ key, publicUrl: () => serving.origins[0]!, now: wallNow });
  const feed = makeLiveFeed({
    readMark: () => readLiveMark(hub.store.database),
    everyMs: feedEveryMs,
    onError,
  });
  const serving: Serving = {
    ...{ hub, links, feed, wallNow },
    connects: options.connects,
    apps: options.apps,
    templates: options.templates,
    fetchPublic: options.fetchPublic ?? makeFetchPublic(),
    signer: makeSigner(key, 'confirmations'),
    ring: options.ring,
    sandbox: options.sandbox,
    version: options.version,
    cookieName: 'hub',
    origins: [],
  };
  const listed: { method: string; url: string; permission: Permission }[] = [];
  // Whoever adds a route says who may use it: without that the hub does not start.
  app.addHook('onRoute', ({ method, url, config }) => {
    const permission = config?.hubPermission;
    if (permission === undefined) throw new Error(`the route ${url} states no permission`);
    for (const one of [method].flat()) listed.push({ method: one, url, permission });
  });
  await addGuards(app, serving, onError);
  for (const row of routes) addRoute(app, row, serving);
  await addPages(app, options.pages);
  const port = await listen(app, options);
  // The cookies of two hubs on one host are not mixed up.
  serving.cookieName = `hub_${port}`;
  const own = [`http://127.0.0.1:${port}`, `http://localhost:${port}`, `http://[::1]:${port}`];
  serving.origins = publicUrl === undefined ? own : [new URL(publicUrl).origin, ...own];
  return {
    url: serving.origins[0]!,
    port,
    mediaUrl: links.make,
    routes: listed,
    async close() {
      feed.close();
      await app.close();
    },
  };
}

async function listen(
  app: FastifyInstance,
  { host = '127.0.0.1', port = 0 }: ServerOptions,
): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new ApiError(
      'port_taken',
      `Somebody has port ${port} already: choose another with --port.`,
      { port },
      { cause },
    );
  }
  return (app.server.address() as AddressInfo).port;
}

async function addGuards(
  app: FastifyInstance,
  serving: Serving,
  onError: (error: unknown) => void,
): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        // The component library sets its variables in elements of its own.
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'media-src': ["'self'"],
        'font-src': ["'self'", 'data:'],
        'connect-src': ["'self'"],
        'manifest-src': ["'self'"],
        'base-uri': ["'none'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    // Loopback has no certificate; a proxy in front says this by itself.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  // Of one address, behind which a whole office may sit: the library of one page is a hundred pictures.
  await app.register(rateLimit, { global: true, max: 3_000, timeWindow: 60_000 });
  await app.register(multipart, {
    limits: { fileSize: mostFileBytes, files: mostFiles, fields: 10, parts: 40 },
  });
  // A form of another site may send text without asking first; nothing here takes any but JSON and files.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => {
    if (serving.sandbox !== undefined) reply.header('x-sandbox', 'SANDBOX');
    const permission = request.routeOptions.config?.hubPermission ?? 'open';
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    const guest = await admit(request, { permission, changes }, serving);
    if (guest !== undefined) request.hubGuest = guest;
  });
  app.setNotFoundHandler((request) => {
    throw new ApiError('not_found', `There is no ${request.method} ${request.url.split('?')[0]}.`);
  });
  app.setErrorHandler(async (error, _, reply) => {
    const { status, refusal, isForeseen } = answerError(error);
    if (!isForeseen) onError(error);
    return reply.code(status).send(refusal);
  });
}

function addRoute(app: FastifyInstance, row: Route, serving: Serving): void {
  const { method, url, permission, mostPerMinute, takes } = row;
  app.route({
    method,
    url,
    config: {
      hubPermission: permission,
      ...(mostPerMinute === undefined ? {} : { rateLimit: { max: mostPerMinute, timeWindow: 60_000 } }),
    },
    async handler(request, reply) {
      if (takes === undefined && request.isMultipart())
        throw new ApiError('unsupported', `${method} ${url} takes JSON, and no files.`);
      const asked = {
        params: row.params?.parse(request.params) ?? {},
        query: row.query?.parse(request.query) ?? {},
        body: row.body?.parse(request.body ?? {}) ?? {},
        guest: request.hubGuest,
        request,
        reply,
      };
      reply.header('cache-control', 'no-store');
      const work = async () => row.handle(asked as Parameters<Route['handle']>[0], serving);
      const isNoted = method !== 'GET' && row.answer !== undefined && row.isQuestion !== true;
      if (!isNoted || request.hubGuest === undefined) return work();
      return change(request, request.hubGuest, asked.body, work, serving);
    },
  });
}

/** What changes something is done once for its key, and stands in the audit log with who did it. */
async function change(
  request: FastifyRequest,
  { actor }: Guest,
  body: unknown,
  work: () => Promise<unknown>,
  serving: Serving,
): Promise<unknown> {
  const key = request.headers['idempotency-key'];
  const noted = async () => {
    const answer = await work();
    const subject = request.url.split('?')[0]!;
    const action = `${request.method} ${request.routeOptions.url}`;
    const detail = withoutSecrets(body);
    await insertAudit(serving.hub.store, { at: serving.wallNow(), actor, action, subject, detail });
    return answer;
  };
  if (key === undefined) return noted();
  const what = [request.method, request.url, body];
  return once(serving, { actor, key: String(key), what }, noted);
}

/** Passwords and secrets are in no log; long texts are told by their length. */
function withoutSecrets(body: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries((body ?? {}) as Record<string, unknown>).map(([name, value]) => {
      if (/password|secret|token/i.test(name)) return [name, 'not kept'];
      if (typeof value === 'string' && value.length > 2_000) return [name, `${value.length} characters`];
      return [name, value];
    }),
  );
}

/** Files of the built page; every other path is the page itself, which knows its own addresses. */
async function addPages(app: FastifyInstance, pages: string | undefined): Promise<void> {
  const isBuilt = pages !== undefined && existsSync(join(pages, 'index.html'));
  if (isBuilt) await app.register(files, { root: pages, serve: false, cacheControl: false });
  app.get<{ Params: { '*': string } }>('/*', { config: { hubPermission: 'open' } }, (request, reply) => {
    const path = request.params['*'];
    if (/^(api|media|mcp|oauth|connect)(\/|$)/.test(path))
      throw new ApiError('not_found', `There is no ${request.method} /${path}.`);
    if (!isBuilt) throw new ApiError('not_found', 'The pages are not built; /api answers all the same.');
    // Names of built files carry a hash of what is in them.
    if (path.startsWith('assets/'))
      return reply.header('cache-control', 'public, max-age=31536000, immutable').sendFile(path);
    return reply.header('cache-control', 'no-cache').sendFile(/\.\w+$/.test(path) ? path : 'index.html');
  });
}
