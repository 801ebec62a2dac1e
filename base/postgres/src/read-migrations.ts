import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Migration } from './run-migrations.ts';

const journalSchema = z.object({ entries: z.array(z.object({ idx: z.number(), tag: z.string() })) });

/** The forward-only migrations in their order, read from a folder that drizzle-kit wrote. */
export function readMigrations(folder: string): Migration[] {
  const journal = journalSchema.parse(
    JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')),
  );
  return journal.entries
    .toSorted((a, b) => a.idx - b.idx)
    .map((entry) => ({
      id: entry.tag,
      sql: readFileSync(join(folder, `${entry.tag}.sql`), 'utf8'),
    }));
}
