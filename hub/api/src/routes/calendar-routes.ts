import {
  assembleCalendar,
  type Brand,
  type Calendar,
  calendarCsv,
  calendarIcal,
  calendarSchema,
  checkCalendar,
  checkFeasibility,
  highestSimilarity,
  itemSchema,
  joinCampaigns,
  parseCsvRows,
  parseJsonRows,
  priceCalendar,
} from '@musterhub/rules';
import { readCalendars, readWholeItems } from '@musterhub/store';
import { z } from 'zod';
import { ApiError } from '../api-error.ts';
import { getBrand } from '../get-brand.ts';
import type { Hub } from '../hub.ts';
import { withHubTemplates } from '../hub-templates.ts';
import { campaignsOf, keepCampaigns, refuseOthersCampaigns, type StoredCampaign } from '../keep-campaigns.ts';
import { route } from '../route.ts';
import { applyRows, calendarId, factsOf, planRows } from '../rows.ts';
import { findWaiting, isOutOtherwise, type StoredItem, storeItems } from '../store-items.ts';
import { words } from './words.ts';

const span = z.strictObject({
  brand: words(100),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
const reportSchema = z.object({
  items: z.int(),
  errors: z.int(),
  findings: z.array(
    z.object({
      rule: z.string(),
      severity: z.enum(['error', 'warning']),
      message: z.string(),
      items: z.array(z.string()),
    }),
  ),
  highestSimilarity: z.number().nullable(),
  usdThousandths: z.int(),
  cheaper: z.array(
    z.object({ item: z.string(), variant: z.string(), saves: z.int(), how: z.string(), text: z.string() }),
  ),
  fits: z.boolean(),
  windows: z.array(
    z.object({
      fact: z.string(),
      what: z.string(),
      source: z.string(),
      who: z.string(),
      limit: z.number(),
      windowSeconds: z.number(),
      peak: z.number(),
      firstOver: z.string().optional(),
    }),
  ),
  tokens: z.array(z.record(z.string(), z.unknown())),
});
export type CalendarReport = z.infer<typeof reportSchema>;

const storedSchema = z.discriminatedUnion('kind', [
  z.object({ id: z.string(), kind: z.enum(['new', 'changed', 'same', 'out']) }),
  z.object({ id: z.string(), kind: z.literal('waits'), why: z.string() }),
]);
const changeSchema = z.object({
  kind: z.enum(['same', 'add', 'change']),
  key: z.string(),
  columns: z.array(z.string()).optional(),
  item: itemSchema.optional(),
});
const importSchema = z.object({
  isDryRun: z.boolean(),
  errors: z.array(z.object({ row: z.int(), column: z.string().optional(), message: z.string() })),
  changes: z.array(changeSchema),
  usdThousandths: z.int(),
  stored: z.array(storedSchema),
  /** Those that a whole calendar bears. */
  campaigns: z.array(z.object({ id: z.string(), kind: z.enum(['new', 'same', 'kept']) })),
});
export type ImportOutcome = z.infer<typeof importSchema>;
const generatedSchema = z.object({
  calendar: calendarSchema,
  report: reportSchema,
  stored: z.array(storedSchema),
});
export type GeneratedCalendar = z.infer<typeof generatedSchema>;

export const calendarRoutes = [
  route({
    method: 'GET',
    url: '/api/calendars',
    permission: 'read',
    summary: 'The plans that were stored, each without its items.',
    answer: z.object({
      calendars: z.array(
        z.object({
          id: z.string(),
          brand: z.string(),
          facts: z.record(z.string(), z.unknown()),
          addedAt: z.iso.datetime(),
        }),
      ),
    }),
    async handle(_, { hub }) {
      const rows = await readCalendars(hub.store.database);
      return { calendars: rows.map((row) => ({ ...row, addedAt: row.addedAt.toISOString() })) };
    },
  }),
  route({
    method: 'POST',
    url: '/api/calendars/generate',
    permission: 'edit',
    summary:
      'Plans the days of a brand; with `isStored` the plan is kept, else only shown. The same order gives the same plan.',
    body: z.strictObject({
      brand: words(100),
      start: z.iso.date(),
      days: z.int().min(1).max(92).default(30),
      seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1),
      isStored: z.boolean().default(false),
    }),
    answer: generatedSchema,
    async handle({ body }, { hub, templates }) {
      const brand = await getBrand(hub, body.brand);
      const { start, days, seed } = body;
      const answer = assembleCalendar(brand, await withHubTemplates(hub, templates), { start, days, seed });
      if (answer.kind === 'conflict') throw conflictOf(answer.conflict);
      const calendar = joinCampaigns(answer.calendar, await campaignsOf(hub, brand.brand));
      const stored = body.isStored ? (await keepCalendar(hub, brand, calendar)).items : [];
      return { calendar, report: reportOn(calendar, brand), stored };
    },
  }),
  route({
    method: 'POST',
    url: '/api/calendars/import',
    permission: 'edit',
    summary:
      'Brings rows of a spreadsheet or of JSON in, by their keys. A dry run tells what would change; with mistakes nothing does.',
    body: z.strictObject({
      brand: words(100),
      format: z.enum(['csv', 'json']),
      text: z.string().max(3_500_000),
      isDryRun: z.boolean().default(false),
    }),
    answer: importSchema,
    async handle({ body }, { hub }) {
      const rows = body.format === 'csv' ? parseCsvRows(body.text) : parseJsonRows(body.text);
      const plan = await planRows(hub, body.brand, rows);
      const isDryRun = body.isDryRun || plan.errors.length > 0;
      const { campaigns: own = [] } = rows;
      await refuseOthersCampaigns(hub, body.brand, own);
      const stored = isDryRun ? [] : await applyRows(hub, plan);
      const campaigns = isDryRun ? [] : await keepCampaigns(hub, body.brand, own);
      return {
        isDryRun,
        campaigns,
        errors: plan.errors,
        changes: plan.changes,
        usdThousandths: plan.usdThousandths,
        stored,
      };
    },
  }),
  route({
    method: 'GET',
    url: '/api/calendars/check',
    permission: 'read',
    summary: "Everything that the rules have against a brand's items, with price and feasibility.",
    query: span,
    answer: reportSchema,
    async handle({ query }, { hub }) {
      const { calendar, brand } = await readCalendar(hub, query);
      return reportOn(calendar, brand);
    },
  }),
  route({
    method: 'GET',
    url: '/api/calendars/price',
    permission: 'read',
    summary: "What publishing a brand's items costs, and what would cost less; thousandths of a US dollar.",
    query: span,
    answer: reportSchema.pick({ usdThousandths: true, cheaper: true, items: true }),
    async handle({ query }, { hub }) {
      const { calendar, brand } = await readCalendar(hub, query);
      const { total, cheaper } = priceCalendar(calendar.items, brand);
      return { usdThousandths: total, cheaper, items: calendar.items.length };
    },
  }),
  route({
    method: 'GET',
    url: '/api/calendars/export',
    permission: 'read',
    summary: "A brand's items for a spreadsheet, another program or an agenda.",
    query: span.extend({ format: z.enum(['csv', 'json', 'ical']).default('csv') }),
    media: 'text/csv',
    async handle({ query, reply }, { hub }) {
      const { calendar } = await readCalendar(hub, query);
      const { type, ending, text } = exportAs[query.format](calendar, hub.now());
      return reply
        .type(type)
        .header(
          'content-disposition',
          `attachment; filename="${query.brand.replace(/[^\w-]/g, '')}.${ending}"`,
        )
        .send(text);
    },
  }),
];

const exportAs: Record<
  'csv' | 'json' | 'ical',
  (calendar: Calendar, now: Date) => { type: string; ending: string; text: string }
> = {
  csv: (calendar) => ({ type: 'text/csv; charset=utf-8', ending: 'csv', text: calendarCsv(calendar) }),
  json: (calendar) => ({
    type: 'application/json',
    ending: 'json',
    text: `${JSON.stringify(calendar, null, 2)}\n`,
  }),
  ical: (calendar, now) => ({
    type: 'text/calendar; charset=utf-8',
    ending: 'ics',
    text: calendarIcal(calendar, now),
  }),
};

/**
 * A whole plan into the hub, its items with both variants and their pictures, and its campaigns. What went out otherwise, or may be out, stays as it is, and so does a
 * campaign that the hub has otherwise.
 */
export async function keepCalendar(
  hub: Hub,
  brand: Brand,
  calendar: Calendar,
  tell?: (done: number, of: number) => void,
): Promise<{ items: StoredItem[]; campaigns: StoredCampaign[] }> {
  const { campaigns = [] } = calendar;
  await refuseOthersCampaigns(hub, brand.brand, campaigns);
  const facts = { id: calendarId(calendar), ...factsOf(calendar) };
  const known = await readWholeItems(hub.store.database, { ids: calendar.items.map(({ id }) => id) });
  const out = calendar.items.filter((item) => isOutOtherwise(known, item)).map(({ id }) => id);
  const waiting = await findWaiting(hub, known, calendar.items);
  const left: StoredItem[] = [
    ...out.map((id) => ({ id, kind: 'out' as const })),
    ...waiting
      .filter(({ id }) => !out.includes(id))
      .map(({ id, error }) => ({ id, kind: 'waits' as const, why: error.message })),
  ];
  const items = calendar.items.filter((item) => left.every(({ id }) => id !== item.id));
  const stored = await storeItems(hub, { brand, calendar: facts, items }, tell);
  return { items: [...stored, ...left], campaigns: await keepCampaigns(hub, brand.brand, campaigns) };
}

/** A brand's items between two instants, as a calendar. */
async function readCalendar(
  hub: Hub,
  { brand: id, from, to }: z.infer<typeof span>,
): Promise<{ calendar: Calendar; brand: Brand }> {
  const brand = await getBrand(hub, id);
  const whole = await readWholeItems(hub.store.database, {
    brand: id,
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
  });
  const items = whole.map(({ plan }) => plan);
  const stored = (await readCalendars(hub.store.database)).findLast((one) => one.brand === id);
  if (stored === undefined)
    throw new ApiError('not_found', `No calendar of ${id} is stored yet.`, { brand: id });
  const campaigns = await campaignsOf(hub, id);
  const known = campaigns.length === 0 ? {} : { campaigns };
  return { calendar: calendarSchema.parse({ ...stored.facts, ...known, items }), brand };
}

export function reportOn(calendar: Calendar, brand: Brand): CalendarReport {
  const { items } = calendar;
  const { total, cheaper } = priceCalendar(items, brand);
  const { fits, windows, tokens } = checkFeasibility(items, brand);
  const findings = checkCalendar(calendar, brand);
  return {
    items: items.length,
    errors: findings.filter(({ severity }) => severity === 'error').length,
    findings,
    highestSimilarity: highestSimilarity(items)?.similarity ?? null,
    usdThousandths: total,
    cheaper,
    fits,
    windows,
    tokens,
  };
}

function conflictOf(conflict: {
  constraints: readonly { name: string; asks: string; loosen: string }[];
}): ApiError {
  const names = conflict.constraints.map(({ name, asks }) => `${name}: ${asks}`).join('; ');
  const message = `No calendar was found: these constraints conflict, and without any one of them there is one: ${names}`;
  return new ApiError('refused', message, { constraints: conflict.constraints });
}
