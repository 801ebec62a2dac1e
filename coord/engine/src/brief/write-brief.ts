import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readHandoffs, readLiveGrants, readOpenForecasts, readReports } from '@musterhq/store';
import type { Context } from '../context.ts';
import type { TurnWork } from '../decide.ts';
import type { Conflict } from '../read-conflict.ts';
import { readLatestPages } from '../round-pages.ts';
import type { Work } from '../work.ts';
import { assembleBrief } from './assemble-brief.ts';

/** Gathers what a session is told for a turn and writes it down; answers the file. */
export async function writeBrief(
  context: Context,
  order: TurnWork,
  work: Work,
  agents: string[],
  id: string,
  conflict: Conflict | undefined,
): Promise<string> {
  const { store, fence, live, library } = context;
  const [handoffs, grants, reports, pages, conflicts] = await Promise.all([
    readHandoffs(store.database, fence.run),
    readLiveGrants(store.database, new Date(context.clock.now())),
    readReports(store.database, fence.run, 20),
    readLatestPages(context),
    readOpenForecasts(store.database, fence.run),
  ]);
  const text = assembleBrief({
    plan: live.plan,
    work,
    agents: library.agents.filter((agent) => agents.includes(agent.name)),
    handoffs,
    grants,
    reports,
    pages,
    feedback: order.feedback,
    conflict,
    integration: context.integration,
    conflicts,
  });
  const path = join(context.stateDir, 'briefs', `${id}.md`);
  await mkdir(join(context.stateDir, 'briefs'), { recursive: true });
  await writeFile(path, text);
  return path;
}
