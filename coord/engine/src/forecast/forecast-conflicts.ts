import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { forecastConflicts, type LiveBranch, makeForecastCache, readRef } from '@musterhq/git';
import { applyForecast, readOpenForecasts } from '@musterhq/store';
import type { Context } from '../context.ts';
import type { Facts } from '../facts.ts';
import { seatOf } from '../seat.ts';
import { liveSessions, nextForecasts } from './next-forecasts.ts';

/**
 * Watches the live branches for conflicts to come. Asked with every look of the coordinator; it does nothing until a branch
 * or the integration branch stands elsewhere, and then merges only the pairs that are new to it.
 */
export type ForecastWatch = { look(facts: Facts): Promise<void> };

export function makeConflictForecast(
  context: Pick<Context, 'store' | 'fence' | 'repo' | 'stateDir' | 'live'>,
): ForecastWatch {
  const { store, fence, repo, stateDir } = context;
  const cache = makeForecastCache();
  const scratch = join(stateDir, 'forecast');
  let seen: string | undefined;
  return {
    async look(facts) {
      if (facts.integration === '') return;
      const branches = await readBranches(context, facts);
      const picture = JSON.stringify([facts.integration, branches]);
      if (picture === seen) return;
      // What a killed coordinator left; the run has one at a time.
      if (seen === undefined) await rm(scratch, { recursive: true, force: true });
      const { conflicts, live } = await forecastConflicts(repo, {
        target: facts.integration,
        branches,
        cache,
        scratch,
      });
      const open = await readOpenForecasts(store.database, fence.run);
      const change = nextForecasts(open, conflicts, new Set(live));
      if (Object.values(change).some((rows) => rows.length > 0)) await applyForecast(store, fence, change);
      seen = picture;
    },
  };
}

async function readBranches(
  { repo, live, stateDir }: Pick<Context, 'repo' | 'live' | 'stateDir'>,
  facts: Facts,
): Promise<LiveBranch[]> {
  const branches = await Promise.all(
    liveSessions(facts).map(async ({ session, submitted }) => ({
      session,
      commit: submitted ?? (await readRef(repo, seatOf(live.plan, stateDir, session).branch)),
    })),
  );
  return branches.filter((branch): branch is LiveBranch => branch.commit !== undefined);
}
