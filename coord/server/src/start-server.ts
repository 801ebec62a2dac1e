import { existsSync } from 'node:fs';
import { join } from 'node:path';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import files from '@fastify/static';
import type { DashboardConfiguration, Surroundings } from '@musterhq/engine';
import fastify, { type FastifyInstance } from 'fastify';
import { admit, type Guest } from './admit.ts';
import { answerError } from './answer-error.ts';
import { makeFeed } from './feed/feed.ts';
import { listenOnFreePort } from './listen-on-free-port.ts';
import type { Permission, Route } from './route.ts';
import { routes } from './routes.ts';
import { ServerError } from './server-error.ts';
import type { Serving } from './serving.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    permission?: Permission;
  }
  interface FastifyRequest {
    guest?: Guest;
  }
}

export type ServerOptions = {
  around: Surroundings;
  /** Folder of the built page. */
  pages: string;
  version: string;
  /** Taken if it is free, so that open pages find the server again. */
  port?: number;
  /** Another address than loopback is taken only with a proxy in front. */
  address?: string;
  proxy?: DashboardConfiguration['proxy'];
  onError: (error: unknown) => void;
};

export type Server = {
  /** Without a slash at its end. */
  url: string;
  port: number;
  /** Every route that the router holds, the page's included. */
  routes: readonly { method: string; url: string; permission: Permission }[];
  close(): Promise<void>;
};

/** Serves one repository's runs until `close`, which ends every stream. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { around, onError, version, proxy, address = '127.0.0.1' } = options;
  const isLoopback = address.startsWith('127.') || address === '::1';
  if (!isLoopback && proxy === undefined)
    throw new ServerError(
      'not_loopback',
      `${address} is reached from elsewhere: that needs a proxy in front.`,
    );
  const app = fastify({ logger: false, bodyLimit: 100_000, forceCloseConnections: true, trustProxy: false });
  const feed = makeFeed(around, onError);
  const serving: Serving = { around, feed, version, cookieName: 'muster', origins: [], proxy };
  const listed: { method: string; url: string; permission: Permission }[] = [];
  // Whoever adds a route says who may use it: without that the server does not start.
  app.addHook('onRoute', ({ method, url, config }) => {
    const permission = config?.permission;
    if (permission === undefined) throw new Error(`the route ${url} states no permission`);
    for (const one of [method].flat()) listed.push({ method: one, url, permission });
  });
  await addGuards(app, serving, onError);
  for (const row of routes) addRoute(app, row, serving);
  await addPages(app, options.pages);
  const port = await listenOnFreePort(app, { host: address, wished: options.port ?? 0 });
  serving.cookieName = `muster_${port}`;
  const own = [`http://127.0.0.1:${port}`, `http://localhost:${port}`, `http://[::1]:${port}`];
  serving.origins = proxy === undefined ? own : [proxy.origin, ...own];
  return {
    url: serving.origins[0]!,
    port,
    routes: listed,
    async close() {
      await feed.close();
      await app.close();
    },
  };
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
        'img-src': ["'self'", 'data:'],
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
  await app.register(rateLimit, {
    global: true,
    max: 3_000,
    timeWindow: 60_000,
    // Who has gone before the request is looked at has no address any more, and nobody to answer to.
    keyGenerator: ({ ip }) => ip ?? 'gone',
  });
  // A form of another site may send text without asking first; nothing here takes any but JSON.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request) => {
    const permission = request.routeOptions.config?.permission ?? 'open';
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    const guest = await admit(request, { permission, changes }, serving);
    if (guest !== undefined) request.guest = guest;
  });
  app.setNotFoundHandler((request) => {
    throw new ServerError('not_found', `There is no ${request.method} ${request.url}.`);
  });
  app.setErrorHandler(async (error, _, reply) => {
    const { status, refusal, isForeseen } = answerError(error);
    if (!isForeseen) onError(error);
    return reply.code(status).send(refusal);
  });
}

function addRoute(app: FastifyInstance, row: Route, serving: Serving): void {
  const { method, url, permission } = row;
  // Guessing a secret of 256 bits is hopeless anyway; this keeps a broken program from trying all day.
  const rateLimit = url === '/api/login' ? { rateLimit: { max: 20, timeWindow: 60_000 } } : {};
  app.route({
    method,
    url,
    config: { permission, ...rateLimit },
    async handler(request, reply) {
      const asked = {
        params: row.params?.parse(request.params) ?? {},
        query: row.query?.parse(request.query) ?? {},
        body: row.body?.parse(request.body) ?? {},
        guest: request.guest,
        request,
        reply,
      };
      reply.header('cache-control', 'no-store');
      return row.handle(asked as Parameters<Route['handle']>[0], serving);
    },
  });
}

/** Files of the built page; every other path is the page itself, which knows its own addresses. */
async function addPages(app: FastifyInstance, pages: string): Promise<void> {
  const isBuilt = existsSync(join(pages, 'index.html'));
  if (isBuilt) await app.register(files, { root: pages, serve: false, cacheControl: false });
  app.get<{ Params: { '*': string } }>('/*', { config: { permission: 'open' } }, (request, reply) => {
    const path = request.params['*'];
    if (path === 'api' || path.startsWith('api/'))
      throw new ServerError('not_found', `There is no ${request.method} /${path}.`);
    if (!isBuilt)
      throw new ServerError('not_found', "The page is not built: 'npm run build' in the clone builds it.");
    // Names of built files carry a hash of what is in them.
    if (path.startsWith('assets/'))
      return reply.header('cache-control', 'public, max-age=31536000, immutable').sendFile(path);
    return reply.header('cache-control', 'no-cache').sendFile(/\.\w+$/.test(path) ? path : 'index.html');
  });
}
