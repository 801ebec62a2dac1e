import { inArray } from 'drizzle-orm';
import type { Reader } from './make-store.ts';
import { attempts, integrations, reverts, runs } from './schema.ts';

/** Those of the commits by which a landing of any run moved, or was about to move, an integration branch. */
export async function findLandings(reader: Reader, commits: string[]): Promise<Set<string>> {
  const planned = reader
    .select({ commit: integrations.commit })
    .from(integrations)
    .where(inArray(integrations.commit, commits));
  const ofTasks = reader
    .select({ commit: attempts.integrated })
    .from(attempts)
    .where(inArray(attempts.integrated, commits));
  const ofReverts = reader
    .select({ commit: reverts.integrated })
    .from(reverts)
    .where(inArray(reverts.integrated, commits));
  const rows = (await Promise.all([planned, ofTasks, ofReverts])).flat();
  return new Set(rows.flatMap(({ commit }) => commit ?? []));
}

/** Where the plans of all runs are: paths inside the repository. */
export async function readDocumentPaths(reader: Reader): Promise<string[]> {
  const rows = await reader.selectDistinct({ path: runs.documentPath }).from(runs);
  return rows.map(({ path }) => path);
}
