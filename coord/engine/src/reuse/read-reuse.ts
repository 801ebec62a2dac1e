import { commitMessage } from '@musterhq/git';
import { findDocument, readReuses } from '@musterhq/store';
import { compileDocument } from '../compile-document.ts';
import type { Surroundings } from '../open-run.ts';
import { requireRun } from '../require-run.ts';
import { parseStoredWork } from './stored-work.ts';

export type ReuseEntry = {
  task: string;
  label: string;
  session: number;
  attempt: number;
  state: 'hit' | 'miss' | 'not_asked';
  reason: string;
  /** What the replayed work had taken: turns, tokens of briefs, and tokens that vendors told, null where none did. */
  saved?: { turns: number; briefTokens: number; usedTokens: number | null };
};

export type ReuseView = {
  run: string;
  entries: ReuseEntry[];
  hits: number;
  misses: number;
  saved: { turns: number; briefTokens: number; usedTokens: number | null };
};

/** Hit or miss of each attempt of a run, with its reason, and what the hits saved. */
export async function readReuse(around: Surroundings, run?: string): Promise<ReuseView> {
  const { database } = around.store;
  const row = await requireRun(around, run);
  const [document, reuses] = await Promise.all([
    findDocument(database, row.id),
    readReuses(database, row.id),
  ]);
  const { plan } = compileDocument(document?.text ?? '', around.library);
  const entries = await Promise.all(
    reuses.map(async ({ task, session, attempt, state, reason, result }): Promise<ReuseEntry> => {
      const label = plan.tasks.find(({ id }) => id === task)?.label ?? task;
      const message = result === null ? undefined : await commitMessage(around.repo, result);
      const work = message === undefined ? undefined : parseStoredWork(message);
      return {
        ...{ task, label, session, attempt, state, reason },
        ...(work === undefined
          ? {}
          : { saved: { turns: work.turns, briefTokens: work.briefTokens, usedTokens: work.usedTokens } }),
      };
    }),
  );
  return { run: row.id, entries, ...sumOf(entries) };
}

function sumOf(entries: readonly ReuseEntry[]): Pick<ReuseView, 'hits' | 'misses' | 'saved'> {
  const saved = entries.flatMap((entry) => (entry.saved === undefined ? [] : [entry.saved]));
  const told = saved.flatMap(({ usedTokens }) => (usedTokens === null ? [] : [usedTokens]));
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
  return {
    hits: entries.filter(({ state }) => state === 'hit').length,
    misses: entries.filter(({ state }) => state === 'miss').length,
    saved: {
      turns: sum(saved.map(({ turns }) => turns)),
      briefTokens: sum(saved.map(({ briefTokens }) => briefTokens)),
      usedTokens: told.length === 0 ? null : sum(told),
    },
  };
}
