import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commitOf } from '@musterhq/git';
import {
  insertBrief,
  readFirstRequests,
  readHandoffs,
  readLiveGrants,
  readOpenForecasts,
  readQuestions,
  readReports,
  readTurns,
} from '@musterhq/store';
import { commentsToTell } from '../comments/comment-state.ts';
import { hasComment } from '../comments/comment-words.ts';
import { readComments } from '../comments/read-comments.ts';
import type { Context } from '../context.ts';
import type { TurnWork } from '../decide.ts';
import type { Conflict } from '../read-conflict.ts';
import { readLatestPages } from '../round-pages.ts';
import { seatOf } from '../seat.ts';
import type { Work } from '../work.ts';
import { assembleBrief, assembleFollowUp, type Brief } from './assemble-brief.ts';
import type { BriefFacts } from './brief-facts.ts';
import { loadTokenCounter } from './count-tokens.ts';
import { followUpFileOf } from './follow-up-file.ts';
import { readSlice } from './read-slice.ts';
import { readTold, readUpstream } from './read-upstream.ts';
import { correctedLimit, type TokenCorrection, tokenCorrection } from './token-correction.ts';

/** A brief as it lies on disk and in the store. */
export type WrittenBrief = {
  path: string;
  tokens: number;
  /** What of it counts when a result is reused. */
  inputs: Brief['inputs'];
};

type BriefOrder = {
  /** Names of the active agents. */
  agents: readonly string[];
  conflict: Conflict | undefined;
  /** Where the attempt's work began. */
  base: string;
};

/**
 * Gathers what a session is told for a turn and writes it down, whole, and for a further turn also what is new in it: a
 * conversation that goes on has heard the rest.
 */
export async function writeBrief(
  context: Context,
  order: TurnWork,
  work: Work,
  { id, model, ...about }: BriefOrder & { id: string; model?: string | undefined },
): Promise<WrittenBrief> {
  const [facts, count, correction] = await Promise.all([
    readBriefFacts(context, order, work, { ...about, turn: id }),
    loadTokenCounter(),
    readTokenCorrection(context, model),
  ]);
  const room = { tokens: correctedLimit(context.configuration.brief.tokens, correction), count };
  const brief = assembleBrief(facts, room);
  const followUp = order.turn > 1 ? assembleFollowUp(facts, room) : undefined;
  const folder = join(context.stateDir, 'briefs');
  const path = join(folder, `${id}.md`);
  await mkdir(folder, { recursive: true });
  await writeFile(path, brief.text);
  if (followUp !== undefined) await writeFile(followUpFileOf(path), followUp.text);
  // What was cut for length was not told.
  const told = (facts.comments ?? []).filter((comment) =>
    [brief, ...(followUp === undefined ? [] : [followUp])].every(({ text }) => hasComment(text, comment)),
  );
  const row = {
    turn: id,
    session: order.session,
    task: order.task,
    text: brief.text,
    tokens: brief.tokens,
    sections: brief.sections,
    leftOut: brief.leftOut,
    followUp: followUp?.text ?? null,
    followUpTokens: followUp?.tokens ?? null,
  };
  await insertBrief(
    context.store,
    context.fence,
    row,
    told.map((comment) => comment.id),
  );
  return { path, tokens: brief.tokens, inputs: brief.inputs };
}

/** As many of the newest first requests of a model as are looked at. */
const mostSamples = 50;

async function readTokenCorrection({ store }: Context, model: string | undefined): Promise<TokenCorrection> {
  if (model === undefined) return tokenCorrection([]);
  return tokenCorrection(await readFirstRequests(store.database, model, { limit: mostSamples }));
}

async function readBriefFacts(
  context: Context,
  order: TurnWork,
  work: Work,
  { agents, conflict, base, turn }: BriefOrder & { turn: string },
): Promise<BriefFacts> {
  const { store, fence, live, library, repo } = context;
  const { database } = store;
  const { branch } = seatOf(live.plan, context.stateDir, order.session);
  const [handoffs, grants, reports, asked, pages, conflicts, upstream, told, head, comments, turns] =
    await Promise.all([
      readHandoffs(database, fence.run),
      readLiveGrants(database, new Date(context.clock.now())),
      readReports(database, fence.run, 20),
      readQuestions(database, fence.run),
      readLatestPages(context),
      readOpenForecasts(database, fence.run),
      readUpstream(context, work),
      readTold(context, work),
      commitOf(repo, `refs/heads/${branch}`),
      readComments(database, fence.run),
      readTurns(database, fence.run),
    ]);
  const handed = [
    ...upstream.flatMap(({ artifacts }) => artifacts),
    ...told.published.map(({ path }) => path),
  ];
  return {
    plan: live.plan,
    work,
    agents: library.agents.filter((agent) => agents.includes(agent.name)),
    handoffs,
    grants,
    reports,
    asked,
    comments: commentsToTell(comments, turns, { session: order.session, task: order.task, turn }),
    pages,
    feedback: order.feedback,
    conflict,
    integration: context.integration,
    conflicts,
    upstream,
    ...told,
    repository: await readSlice(repo, { plan: live.plan, work, base, head, handed }),
  };
}
