import {
  budgetsSchema,
  forecastsSchema,
  gatesViewSchema,
  ledgerGroups,
  ledgerSchema,
  noticeListSchema,
  queueViewSchema,
  readAt,
  readBudgets,
  readForecasts,
  readGates,
  readLedger,
  readNoticeList,
  readQueue,
  readStatus,
  statusSchema,
} from '@musterhq/engine';
import { z } from 'zod';
import { route } from '../route.ts';

const at = { at: z.int() };
const gatesSchema = gatesViewSchema.extend(at);
export type Gates = z.infer<typeof gatesSchema>;
const queueSchema = queueViewSchema.extend(at);
export type Queue = z.infer<typeof queueSchema>;
const tokensSchema = ledgerSchema.extend(at);
export type Tokens = z.infer<typeof tokensSchema>;
const limitsSchema = budgetsSchema.extend(at);
export type Limits = z.infer<typeof limitsSchema>;
const conflictsSchema = forecastsSchema.extend({ ...at, run: z.string() });
export type Conflicts = z.infer<typeof conflictsSchema>;

export const runRoutes = [
  route({
    method: 'GET',
    url: '/api/status',
    permission: 'read',
    summary: 'The whole of the newest run, as `muster status --json` prints it.',
    answer: statusSchema,
    handle: (_, { around }) => readStatus(around),
  }),
  route({
    method: 'GET',
    url: '/api/gates',
    permission: 'read',
    summary: 'Every gate, what it came to last and what people have to decide, as `muster gates --json`.',
    answer: gatesSchema,
    handle: (_, { around }) => readAt(around, (still) => readGates(still)),
  }),
  route({
    method: 'GET',
    url: '/api/queue',
    permission: 'read',
    summary: 'What waits to land and on what it stands, as `muster queue --json`.',
    answer: queueSchema,
    handle: (_, { around }) => readAt(around, (still) => readQueue(still)),
  }),
  route({
    method: 'GET',
    url: '/api/ledger',
    permission: 'read',
    summary: 'Tokens and money, as `muster ledger --json`.',
    query: z.strictObject({ by: z.enum(ledgerGroups).default('session') }),
    answer: tokensSchema,
    handle: ({ query }, { around }) => readAt(around, (still) => readLedger(still, query.by)),
  }),
  route({
    method: 'GET',
    url: '/api/budgets',
    permission: 'read',
    summary: 'Every budget that holds, and what is left of it, as `muster budget --json`.',
    answer: limitsSchema,
    handle: (_, { around }) => readAt(around, (still) => readBudgets(still)),
  }),
  route({
    method: 'GET',
    url: '/api/notices',
    permission: 'read',
    summary: 'What is to be heard of now, and what was sent to the receivers of notices.',
    answer: noticeListSchema,
    handle: (_, { around }) => readNoticeList(around),
  }),
  route({
    method: 'GET',
    url: '/api/forecasts',
    permission: 'read',
    summary: 'Conflicts ahead and what became of earlier ones, as `muster forecast --json`.',
    answer: conflictsSchema,
    handle: (_, { around }) => readAt(around, (still) => readForecasts(still)),
  }),
];
