import { platformSchema } from '@musterhub/rules';
import { type FastifyInstance, fastify } from 'fastify';
import { z } from 'zod';
import { faultSchema } from './faults.ts';
import type { Sandbox } from './make-sandbox.ts';
import { Refusal, refuseSetting } from './refusal.ts';
import { sandboxRulesSchema } from './sandbox-rules.ts';
import { newAccountsSchema } from './seed-accounts.ts';
import type { World } from './world.ts';

const clockSchema = z.strictObject({
  advanceMs: z.number().min(0).optional(),
  rate: z.number().min(0).optional(),
});
const changeSchema = z.strictObject({
  restricted: z.boolean().optional(),
  revoke: z.enum(['app_removed', 'password_changed', 'revoked']).optional(),
});
const appSchema = z.strictObject({
  platform: platformSchema,
  redirectUris: z.array(z.string()).optional(),
  isPublic: z.boolean().optional(),
});
const effectSchema = z.strictObject({
  kind: z.enum(['pillar', 'variant']),
  name: z.string(),
  effect: z.strictObject({
    reach: z.number().min(0),
    engagement: z.number().min(0),
    click: z.number().min(0),
  }),
});
const describeSchema = z.strictObject({
  text: z.string(),
  pillar: z.string().optional(),
  variant: z.string().optional(),
});
/** Checked as a whole when it is merged with the rules that stand. */
const rulesSchema = z.partialRecord(platformSchema, z.record(z.string(), z.unknown()));
const tokenSchema = z.strictObject({ token: z.string() });
const creditsSchema = z.strictObject({ microDollars: z.int().min(0) });
const postsQuery = z.strictObject({
  platform: platformSchema.optional(),
  accountId: z.string().optional(),
  visible: z.stringbool().optional(),
});
const requestsQuery = z.strictObject({ endpoint: z.string().optional(), accountId: z.string().optional() });

/**
 * Drives and inspects the sandbox over HTTP, outside of the emulated API: time, faults, accounts, rules, and what really exists.
 * For a sandbox in a process of its own.
 */
export function makeInspectionServer(world: World, sandbox: Omit<Sandbox, 'inspectionUrl'>): FastifyInstance {
  const server = fastify({ forceCloseConnections: true });
  const clock = () => ({ now: sandbox.now().toISOString(), rate: sandbox.clock.rate() });
  server.addHook('onSend', async (_request, reply) => void reply.header('x-sandbox', 'SANDBOX'));
  server.setErrorHandler((error, _request, reply) =>
    error instanceof Refusal
      ? reply.code(error.reply.status).send(error.reply.body)
      : reply.code(error instanceof z.ZodError ? 400 : 500).send({
          error: { code: 'request', message: error instanceof Error ? error.message : String(error) },
        }),
  );
  server.get('/', async () => ({
    sandbox: 'SANDBOX',
    hosts: world.hosts,
    clock: clock(),
    apps: sandbox.accounts.apps(),
  }));
  server.get('/clock', async () => clock());
  server.post('/clock', async (request) => {
    const { advanceMs, rate } = clockSchema.parse(request.body);
    if (rate !== undefined) sandbox.clock.setRate(rate);
    if (advanceMs !== undefined) sandbox.advance(advanceMs);
    return clock();
  });
  server.get('/faults', async () => ({ pending: sandbox.faults.pending() }));
  server.post('/faults', async (request) => {
    sandbox.faults.script(...z.array(faultSchema).parse(request.body));
    return { pending: sandbox.faults.pending() };
  });
  server.delete('/faults', async () => {
    sandbox.faults.clear();
    return { pending: [] };
  });
  server.get('/accounts', async () => ({ accounts: sandbox.accounts.list() }));
  server.post('/accounts', async (request) => ({
    accounts: sandbox.accounts.add(newAccountsSchema.parse(request.body)),
  }));
  server.post('/accounts/:id', async (request) => {
    const { id } = request.params as { id: string };
    const { restricted, revoke } = changeSchema.parse(request.body);
    if (restricted !== undefined) sandbox.accounts.restrict(id, restricted);
    if (revoke !== undefined) sandbox.accounts.revoke(id, revoke);
    return { account: sandbox.accounts.list().find((account) => account.id === id) };
  });
  // Whoever holds a token may hold it from a sandbox that has ended.
  server.post('/tokens/known', async (request) => ({
    isKnown: world.tokens.has(tokenSchema.parse(request.body).token),
  }));
  server.post('/apps', async (request) => ({
    app: sandbox.accounts.addApp(defined(appSchema.parse(request.body))),
  }));
  server.get('/rules', async () => sandbox.rules);
  server.post('/rules', async (request) => {
    const changes = rulesSchema.parse(request.body);
    const whole = Object.entries(sandbox.rules).map(([name, rules]) => [
      name,
      { ...rules, ...changes[name as keyof typeof changes] },
    ]);
    Object.assign(sandbox.rules, sandboxRulesSchema.parse(Object.fromEntries(whole)));
    return sandbox.rules;
  });
  server.get('/inspect/posts', async (request) => ({
    posts: await sandbox.inspect.posts(defined(postsQuery.parse(request.query))),
  }));
  server.get('/inspect/requests', async (request) => ({
    requests: sandbox.inspect.requests(defined(requestsQuery.parse(request.query))),
  }));
  server.get('/inspect/visits', async () => ({ visits: await sandbox.inspect.visits() }));
  server.get('/inspect/orders', async () => ({ orders: await sandbox.inspect.orders() }));
  server.post('/credits', async (request) => {
    sandbox.accounts.setCredits(creditsSchema.parse(request.body).microDollars);
    return sandbox.inspect.bill();
  });
  server.get('/inspect/bill', async () => sandbox.inspect.bill());
  server.get('/audience/:id', async (request) =>
    sandbox.audience.truth((request.params as { id: string }).id),
  );
  server.post('/audience/effects', async (request) => {
    const { kind, name, effect } = effectSchema.parse(request.body);
    sandbox.audience.setEffect(kind, name, effect);
    return sandbox.audience.effect(kind, name);
  });
  server.post('/audience/texts', async (request) => {
    const { text, ...labels } = describeSchema.parse(request.body);
    sandbox.audience.describe(text, defined(labels));
    return labels;
  });
  server.get('/media/:sha256', async (request, reply) => {
    const { sha256 } = request.params as { sha256: string };
    const bytes = world.media.find(sha256);
    if (!bytes) refuseSetting(`the sandbox holds no media ${sha256}`);
    const { facts } = await world.media.put(bytes);
    return reply
      .type(facts.kind === 'unreadable' ? 'application/octet-stream' : facts.type)
      .send(Buffer.from(bytes));
  });
  return server;
}

/** Drops what is undefined, for types that tell a missing key from an undefined one. */
function defined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as ReturnType<
    typeof defined<T>
  >;
}
