import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEvents, readReports, recordEvent } from '@musterhq/store';
import { assembleRound, type RoundPage } from './assemble-round.ts';
import type { Context } from './context.ts';
import type { DueRound } from './due-rounds.ts';
import { limitsOf } from './limits.ts';
import { readFacts } from './read-facts.ts';
import { workOf } from './work.ts';
import { statesOf } from './work-state.ts';

/** Holds a round: its page is computed from the log, kept as a file and as an event, and read by the next briefs. */
export async function holdRound(context: Context, due: DueRound): Promise<void> {
  const { store, fence, live } = context;
  const round = live.plan.rounds.find((candidate) => candidate.id === due.round);
  if (round === undefined) return;
  const facts = await readFacts(context);
  const [events, reports] = await Promise.all([
    readEvents(store.database, fence.run),
    readReports(store.database, fence.run, 200),
  ]);
  const work = workOf(live.plan, facts.assignments);
  const page = assembleRound({
    plan: live.plan,
    round,
    due,
    work,
    states: statesOf(work, facts, limitsOf(context)),
    facts,
    events,
    reports,
  });
  const folder = join(context.stateDir, 'rounds');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${due.when}-${due.round}.md`), pageText(page));
  await recordEvent(store, fence, {
    key: `round:${due.round}@${due.when}`,
    kind: 'round_held',
    data: { ...due, ...page },
  });
}

export function pageText(page: RoundPage): string {
  const parts = page.answers.map(({ item, lines }) => `## ${item}\n\n${lines.join('\n')}`);
  return `# ${page.title}\n\n${page.speaker}\n\n${parts.join('\n\n')}\n`;
}

/** The newest page of each round. */
export async function readLatestPages(context: Context): Promise<{ title: string; lines: string[] }[]> {
  const held = await readEvents(context.store.database, context.fence.run, { kind: 'round_held' });
  const newest = new Map<string, RoundPage>();
  for (const event of held) newest.set(String(event.data.round), event.data as unknown as RoundPage);
  return [...newest.values()].map((page) => ({
    title: page.title,
    lines: page.answers.flatMap((answer) => answer.lines),
  }));
}
