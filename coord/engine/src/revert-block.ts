import { type CommitRevert, commitOf, keepCommit, revertCommits } from '@musterhq/git';
import type { Plan } from '@musterhq/plan';
import {
  type Attempt,
  findOpenRevert,
  finishRevert,
  insertRevert,
  type Request,
  type RevertAsked,
  type RevertKey,
  readAssignments,
  readAttempts,
  readEvents,
  readHandoffs,
  readReverts,
  refuseRevert,
} from '@musterhq/store';
import { chooseHandoffs, chooseRevert } from './choose-revert.ts';
import type { Context } from './context.ts';
import { masterAuthor } from './seat.ts';
import { workOf } from './work.ts';

/** What a revert needs of the coordinator's context. */
type RevertContext = Pick<Context, 'store' | 'fence' | 'repo' | 'live' | 'integration'>;

export type PreparedRevert =
  | { kind: 'submitted'; block: string; number: number; commit: string }
  | { kind: 'refused'; block: string; number: number; reason: string };

const nameOf = (attempt: Attempt): string => `${attempt.task}#${attempt.number}`;

/**
 * Makes the one commit that takes a landed block back from the integration tip and writes it down as submitted, or writes
 * down why it cannot be. The log answers the request by its number, so a repeat finds its own answer.
 */
export async function prepareRevert(context: RevertContext, request: Request): Promise<PreparedRevert> {
  const { store, fence, live, repo } = context;
  const { database } = store;
  const known = await findAnswer(context, request);
  if (known !== undefined) return known;
  const [assignments, attempts, reverts] = await Promise.all([
    readAssignments(database),
    readAttempts(database, fence.run),
    readReverts(database, fence.run),
  ]);
  const work = workOf(live.plan, assignments);
  const choice = chooseRevert(live.plan, work, attempts, String(request.data.block));
  const { block } = choice;
  const ofBlock = reverts.filter((row) => row.block === block);
  const asked: RevertAsked = {
    block,
    number: Math.max(0, ...ofBlock.map((row) => row.number)) + 1,
    attempts: choice.kind === 'revert' ? choice.attempts.map(nameOf) : [],
    by: String(request.data.by),
    why: String(request.data.why),
    request: request.id,
  };
  const refuse = async (reason: string): Promise<PreparedRevert> => {
    await refuseRevert(store, fence, { ...asked, reason });
    return { kind: 'refused', block, number: asked.number, reason };
  };
  if (choice.kind === 'refused') return refuse(choice.reason);
  const open = await findOpenRevert(database, fence.run, block);
  if (open !== undefined) {
    return refuse(
      `${block} is being taken back already, as ${open.commit?.slice(0, 10)}, asked for by ${open.by}.`,
    );
  }
  const revert = await revertCommits(repo, {
    tip: await commitOf(repo, `refs/heads/${context.integration}`),
    commits: choice.attempts.map((attempt) => attempt.integrated!),
    author: masterAuthor(live.plan),
    message: messageOf(live.plan, asked, choice.attempts),
    // Of the request, not of now: a repeat on the same tip makes the very same commit.
    date: request.at.toISOString(),
  });
  if (revert.kind !== 'reverted') return refuse(reasonOf(block, revert, attempts, live.plan));
  // It waits in the line without a branch of its own.
  await keepCommit(repo, revert.commit);
  await insertRevert(store, fence, { ...asked, commit: revert.commit });
  return { kind: 'submitted', block, number: asked.number, commit: revert.commit };
}

async function findAnswer(context: RevertContext, request: Request): Promise<PreparedRevert | undefined> {
  const { store, fence } = context;
  for (const kind of ['revert_asked', 'revert_refused'] as const) {
    const events = await readEvents(store.database, fence.run, { kind });
    const data = events.find((event) => event.data.request === request.id)?.data;
    if (data === undefined) continue;
    const key = { block: String(data.block), number: Number(data.number) };
    return kind === 'revert_asked'
      ? { kind: 'submitted', ...key, commit: String(data.commit) }
      : { kind: 'refused', ...key, reason: String(data.reason) };
  }
  return undefined;
}

/** After the commit has landed as `commit`, under its name in the queue: the tasks of the block wait until somebody asks for them again. */
export async function finishRevertLanding(
  context: RevertContext,
  key: RevertKey,
  landed: { entry: string; commit: string },
): Promise<boolean> {
  const { store, fence, live } = context;
  const [reverts, handoffs] = await Promise.all([
    readReverts(store.database, fence.run),
    readHandoffs(store.database, fence.run),
  ]);
  const row = reverts.find(({ block, number }) => block === key.block && number === key.number);
  const tasks = new Set((row?.attempts ?? []).map((name) => name.slice(0, name.lastIndexOf('#'))));
  return finishRevert(store, fence, key, { ...landed, ...chooseHandoffs(live.plan, handoffs, tasks) });
}

/** The commit left the line without landing: its gates are red, or what landed meanwhile conflicts with it. */
export async function returnRevert(context: RevertContext, key: RevertKey, reason: string): Promise<void> {
  const { store, fence } = context;
  const reverts = await readReverts(store.database, fence.run);
  const row = reverts.find(({ block, number }) => block === key.block && number === key.number);
  if (row === undefined) return;
  const { attempts, by, why } = row;
  await refuseRevert(store, fence, { ...key, attempts, by, why, reason });
}

function messageOf(plan: Plan, asked: RevertAsked, attempts: Attempt[]): string {
  const title = plan.blocks.find(({ id }) => id === asked.block)?.title ?? '';
  const label = (task: string) => plan.tasks.find(({ id }) => id === task)?.label ?? task;
  const lines = attempts.map(({ task, integrated }) => `${label(task)} ${integrated}`);
  return `Revert ${asked.block}${title === '' ? '' : `: ${title}`}\n\n${asked.why}\n\nAsked for by ${asked.by}. Takes back:\n${lines.join('\n')}`;
}

function reasonOf(
  block: string,
  revert: Exclude<CommitRevert, { kind: 'reverted' }>,
  attempts: Attempt[],
  plan: Plan,
): string {
  switch (revert.kind) {
    case 'nothing':
      return `The integration branch has nothing of ${block} any more.`;
    case 'not_contained':
      return `${revert.commit} of ${block} is not on the integration branch.`;
    case 'conflict': {
      const workOfCommit = (commit: string) => {
        const task = attempts.find(({ integrated }) => integrated === commit)?.task;
        const label = plan.tasks.find(({ id }) => id === task)?.label ?? task;
        return label === undefined ? commit.slice(0, 10) : `${label} (${commit.slice(0, 10)})`;
      };
      const lines = revert.paths.map(
        ({ path, reason, by }) =>
          `${path} (${reason})${by.length === 0 ? '' : `, changed since by ${by.map(workOfCommit).join(', ')}`}`,
      );
      return `Later work stands on the same lines as ${block}:\n${lines.join('\n')}\nTake that back first, or undo ${block} by a task.`;
    }
  }
}
