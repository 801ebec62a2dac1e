import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listRefs, readGuardedFiles } from '@musterhq/git';
import { readAttempts, readSeats, readTurns } from '@musterhq/store';
import type { Context } from '../context.ts';
import { seatOf } from '../seat.ts';
import { type RepositoryState, readWorkTree, repositoryStateSchema } from './repository-state.ts';

export type FenceContext = Pick<
  Context,
  'store' | 'fence' | 'repo' | 'stateDir' | 'live' | 'main' | 'integration' | 'documentPath'
>;

/**
 * Writes down what the session of a turn has no business with, before the turn begins; the first note of a turn stands. Call
 * it right before the host is started, in the same step.
 */
export async function noteBeforeTurn(
  context: FenceContext,
  { turn, session, isFenced }: { turn: string; session: number; isFenced: boolean },
): Promise<void> {
  if ((await findNote(context, turn)) !== undefined) return;
  const { repo } = context;
  const [refs, files, mainCheckout, idle] = await Promise.all([
    readRefs(context),
    readFilesOfBefore(context, turn),
    readWorkTree(repo, repo.dir),
    readIdle(context, session),
  ]);
  const note: RepositoryState = { version: 1, session, isFenced, refs, files, mainCheckout, idle };
  const file = noteFile(context, turn);
  await mkdir(join(context.stateDir, 'turns', turn), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.next`, JSON.stringify(note), { mode: 0o600 });
  await rename(`${file}.next`, file);
}

export async function findNote(
  context: Pick<FenceContext, 'stateDir'>,
  turn: string,
): Promise<RepositoryState | undefined> {
  try {
    return repositoryStateSchema.parse(JSON.parse(await readFile(noteFile(context, turn), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const noteFile = ({ stateDir }: Pick<FenceContext, 'stateDir'>, turn: string): string =>
  join(stateDir, 'turns', turn, 'before.json');

export async function readRefs({ repo }: Pick<FenceContext, 'repo'>): Promise<Record<string, string>> {
  const refs = await listRefs(repo, 'refs/');
  return Object.fromEntries(refs.map(({ ref, commit }) => [ref, commit]));
}

/**
 * While others are at work, what was known before the first of them counts: what one of them has changed is then not taken for
 * how it should be.
 */
async function readFilesOfBefore(context: FenceContext, turn: string): Promise<RepositoryState['files']> {
  const turns = await readTurns(context.store.database, context.fence.run);
  for (const { id } of turns.filter(({ id, verdict }) => id !== turn && verdict === null)) {
    const note = await findNote(context, id);
    if (note !== undefined) return note.files;
  }
  return readGuardedFiles(context.repo);
}

/** The worktrees of sessions that nobody works in: no turn, no work under way, no person. */
export async function readIdle(context: FenceContext, session: number): Promise<RepositoryState['idle']> {
  const { store, fence, repo, live, stateDir } = context;
  const [attempts, turns, seats] = await Promise.all([
    readAttempts(store.database, fence.run),
    readTurns(store.database, fence.run),
    readSeats(store.database),
  ]);
  const isBusy = (id: number): boolean =>
    id === session ||
    attempts.some((attempt) => attempt.session === id && attempt.state === 'working') ||
    turns.some((turn) => turn.session === id && turn.verdict === null) ||
    seats.some((seat) => seat.session === id && seat.holder === 'person');
  const idle: RepositoryState['idle'] = [];
  for (const { id } of live.plan.sessions) {
    if (isBusy(id)) continue;
    const seat = seatOf(live.plan, stateDir, id);
    const found = await readWorkTree(repo, seat.worktree).catch(ignoreAbsent);
    if (found === undefined) continue;
    idle.push({ ...found, session: id, turns: turns.filter((turn) => turn.session === id).length });
  }
  return idle;
}

/** A worktree that was never made, or reaped. */
function ignoreAbsent(error: Error & { code?: string }): undefined {
  if (['bad_directory', 'not_a_repository'].includes(error.code ?? '')) return undefined;
  throw error;
}
