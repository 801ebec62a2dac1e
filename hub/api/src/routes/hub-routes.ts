import { platformFacts, staleFacts } from '@musterhub/rules';
import {
  endSeenAlert,
  readAudit,
  readFence,
  readOpenAlerts,
  readPublications,
  resumeEverything,
  stopEverything,
  wakePublications,
} from '@musterhub/store';
import { z } from 'zod';
import { route } from '../route.ts';
import type { Serving } from '../serving.ts';
import { alertView, alertViewSchema } from '../views.ts';
import { doneSchema, why } from './words.ts';

const statusSchema = z.object({
  fedBy: z.enum(['platforms', 'SANDBOX']),
  version: z.string(),
  /** The hub's time; a sandbox may run it faster than the wall's. */
  now: z.iso.datetime(),
  stopped: z.object({ at: z.iso.datetime(), by: z.string(), because: z.string() }).nullable(),
  /** Why this hub may not publish, where it is a copy. */
  withdrawnBecause: z.string().nullable(),
  publications: z.record(z.string(), z.int()),
  alerts: z.int(),
  /** Facts of the platforms that want to be checked again. */
  staleFacts: z.array(z.string()),
});
export type HubStatus = z.infer<typeof statusSchema>;

const stopsSchema = z.object({
  stops: z.array(
    z.object({
      kind: z.enum(['stopped', 'resumed']),
      at: z.iso.datetime(),
      by: z.string(),
      why: z.string().nullable(),
    }),
  ),
});
export type StopList = z.infer<typeof stopsSchema>;
/** As the audit log has them, of pages and programs and of the command line. */
const stopActions = ['POST /api/stop', 'hub publish stop'];
const resumeActions = ['POST /api/resume', 'hub publish resume'];

export const hubRoutes = [
  route({
    method: 'GET',
    url: '/api/status',
    permission: 'read',
    summary: 'How the hub stands: whether it publishes, for whom, and what waits.',
    answer: statusSchema,
    handle: async (_, serving) => readStatus(serving),
  }),
  route({
    method: 'GET',
    url: '/api/alerts',
    permission: 'read',
    summary: 'What a person has to know of, once for each episode.',
    answer: z.object({ alerts: z.array(alertViewSchema) }),
    handle: async (_, { hub }) => ({ alerts: (await readOpenAlerts(hub.store.database)).map(alertView) }),
  }),
  route({
    method: 'POST',
    url: '/api/alerts/:id/seen',
    permission: 'approve',
    summary: 'Somebody has seen what stays as it is: it is told of no longer.',
    params: z.strictObject({ id: z.coerce.number().int().positive() }),
    body: z.strictObject({}),
    answer: doneSchema,
    async handle({ params }, { hub }) {
      const { text } = await endSeenAlert(hub.store, params.id, hub.now());
      return { message: `Seen: ${text}` };
    },
  }),
  route({
    method: 'GET',
    url: '/api/stops',
    permission: 'read',
    summary:
      'When everything was stopped and went on again, by whom and why; newest first, by the wall clock.',
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(20) }),
    answer: stopsSchema,
    async handle({ query }, { hub }) {
      const actions = [...stopActions, ...resumeActions];
      const rows = await readAudit(hub.store.database, { limit: query.limit, actions });
      const stops = rows.map(({ action, at, actor, detail }) => ({
        kind: stopActions.includes(action) ? ('stopped' as const) : ('resumed' as const),
        at: at.toISOString(),
        by: actor,
        why: typeof detail.why === 'string' ? detail.why : null,
      }));
      return { stops };
    },
  }),
  route({
    method: 'POST',
    url: '/api/stop',
    permission: 'approve',
    summary: 'Stops everything now: from here on nothing is sent.',
    body: z.strictObject({ why }),
    answer: doneSchema,
    async handle({ body, guest }, { hub }) {
      await stopEverything(hub.store, { by: guest!.actor, because: body.why, at: hub.now() });
      return { message: 'Everything is stopped. What was missed is planned anew when it goes on.' };
    },
  }),
  route({
    method: 'POST',
    url: '/api/resume',
    permission: 'approve',
    summary: 'Goes on; what was missed is planned anew, with its spacing.',
    body: z.strictObject({}),
    answer: doneSchema,
    async handle(_, { hub, ring }) {
      await resumeEverything(hub.store);
      await wakePublications(hub.store, hub.now(), 'open');
      ring();
      return { message: 'The hub publishes again.' };
    },
  }),
];

async function readStatus({ hub, sandbox, version }: Serving): Promise<HubStatus> {
  const { database } = hub.store;
  const [fence, alerts, all] = await Promise.all([
    readFence(database),
    readOpenAlerts(database),
    readPublications(database),
  ]);
  const publications: Record<string, number> = {};
  for (const { state } of all) publications[state] = (publications[state] ?? 0) + 1;
  const now = hub.now();
  const { stoppedAt = null, stoppedBy, stoppedBecause, withdrawnBecause = null } = fence ?? {};
  return {
    fedBy: sandbox === undefined ? 'platforms' : 'SANDBOX',
    version,
    now: now.toISOString(),
    stopped: stoppedAt && { at: stoppedAt.toISOString(), by: stoppedBy!, because: stoppedBecause! },
    withdrawnBecause,
    publications,
    alerts: alerts.length,
    staleFacts: staleFacts(platformFacts, now.toISOString().slice(0, 10)).map(({ id }) => id),
  };
}
