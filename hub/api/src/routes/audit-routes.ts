import { readAudit } from '@musterhub/store';
import { z } from 'zod';
import { route } from '../route.ts';

const auditRowSchema = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
});
export type AuditRow = z.infer<typeof auditRowSchema>;

export const auditRoutes = [
  route({
    method: 'GET',
    url: '/api/audit',
    permission: 'own',
    summary: 'What was done by whom, newest first.',
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      before: z.coerce.number().int().positive().optional(),
      subject: z.string().max(500).optional(),
    }),
    answer: z.object({ rows: z.array(auditRowSchema) }),
    async handle({ query: { limit, before, subject } }, { hub }) {
      const page = {
        limit,
        ...(before === undefined ? {} : { before }),
        ...(subject === undefined ? {} : { subject }),
      };
      const rows = await readAudit(hub.store.database, page);
      return { rows: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
    },
  }),
];
