import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnswerTool, ToolAnswer } from '@musterhq/desk';
import type { Plan } from '@musterhq/plan';
import { announceWith, type Run, readAttempts, readSeats, readTurns } from '@musterhq/store';
import type { Surroundings } from '../open-run.ts';
import { readRunPlan } from '../read-status.ts';
import { seatOf } from '../seat.ts';
import { answerTool } from './answer-tool.ts';
import type { Asker, AskRoom } from './ask-room.ts';

/**
 * Answers the tools for the agent of a person who holds a session: at once and from the store, whether a coordinator lives or not.
 * Looked at with each call, for the session may have been given back since.
 */
export function makeSessionAnswers(around: Surroundings, session: number): AnswerTool {
  return async (tool, input) => {
    const { run, plan } = await readRunPlan(around);
    const seats = await readSeats(around.store.database);
    if (!seats.some((seat) => seat.session === session && seat.holder === 'person'))
      return refused(`Session ${session} is its driver's. Take it first: muster take ${session}`);
    if (tool === 'get_brief') return readBrief(around, run.id, session);
    return answerTool(roomOf(around, run, plan), await askerOf(around, run, plan, session), tool, input);
  };
}

function roomOf(around: Surroundings, run: Run, plan: Plan): AskRoom {
  const { store, repo, configuration, now } = around;
  return {
    store,
    run: run.id,
    write: (change) => announceWith(store, run.id, change),
    repo,
    plan,
    documentPath: run.documentPath,
    grants: configuration.grants,
    now: now(),
  };
}

/** A person's agent asks once: nobody asks again in its name, so the key is chosen at random. */
async function askerOf(around: Surroundings, run: Run, plan: Plan, session: number): Promise<Asker> {
  const attempts = await readAttempts(around.store.database, run.id);
  const open = attempts.findLast((attempt) => attempt.session === session && attempt.endedAt === null);
  return {
    session,
    ...(open === undefined ? {} : { task: open.task }),
    worktree: seatOf(plan, around.stateDir, session).worktree,
    key: `mcp:${randomUUID()}`,
  };
}

async function readBrief(around: Surroundings, run: string, session: number): Promise<ToolAnswer> {
  const turns = await readTurns(around.store.database, run);
  const last = turns.findLast((turn) => turn.session === session);
  if (last === undefined) return refused(`Session ${session} has had no turn yet, so there is no brief.`);
  const file = join(around.stateDir, 'briefs', `${last.id}.md`);
  return { kind: 'answered', result: { text: await readFile(file, 'utf8') } };
}

const refused = (message: string): ToolAnswer => ({ kind: 'refused', message });
