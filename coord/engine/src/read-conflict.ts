import { type ConflictPath, commitOf, findMergeUnderWay, mergeTrees, readPathLog } from '@musterhq/git';
import { readAttempts } from '@musterhq/store';
import type { Context } from './context.ts';
import type { TurnWork } from './decide.ts';
import { followUpOf } from './driving/driver-options.ts';
import type { Seat } from './seat.ts';

/** What a session has to solve, and how it finds it: of each path, the words of both sides and who landed the other ones. */
export type Conflict = {
  /** `laid`: both sides stand in the files. `merged`: nothing stands between them any more. `afresh`: the work is done anew. */
  way: 'laid' | 'merged' | 'afresh';
  /** The other side's newest commit. */
  theirs: string;
  paths: (ConflictPath & { landed: Landed[] })[];
};

/** A commit of the other side; `task` and `session` where it is a session's work of any run. */
export type Landed = { commit: string; author: string; subject: string; task?: string; session?: number };

/** A brief names so many at most; what came before them is in the history. */
const MOST_COMMITS = 30;

/** Read from the worktree as it was placed and from what was handed in, so that a repeat after a crash tells the same. */
export async function readConflict(
  context: Context,
  order: TurnWork,
  seat: Seat,
  base: string,
): Promise<Conflict | undefined> {
  const { repo } = context;
  const under = await findMergeUnderWay(seat.worktree);
  if (under !== undefined) {
    const head = await commitOf(repo, `refs/heads/${seat.branch}`);
    return conflictOf(context, 'laid', { ours: head, theirs: under });
  }
  if (order.cause !== 'conflict' || order.by === 'person') return undefined;
  if (wayOf(context, order) !== 'afresh') return { way: 'merged', theirs: base, paths: [] };
  const ours = await handedIn(context, order);
  return ours === undefined ? undefined : conflictOf(context, 'afresh', { ours, theirs: base });
}

export function wayOf(context: Context, order: TurnWork): 'put_right' | 'afresh' | 'nothing' {
  const task = context.live.plan.tasks.find(({ id }) => id === order.task);
  return followUpOf(context, task ?? { id: order.task, label: order.task }, {
    cause: order.cause ?? 'driver',
    by: order.of ?? 'driver',
  });
}

/** The commit of the attempt that was sent back. */
export async function handedIn(context: Context, order: TurnWork): Promise<string | undefined> {
  const attempts = await readAttempts(context.store.database, context.fence.run);
  const own = attempts.find(({ task, number }) => task === order.task && number === order.attempt);
  return own?.head ?? undefined;
}

async function conflictOf(
  { repo }: Context,
  way: 'laid' | 'afresh',
  { ours, theirs }: { ours: string; theirs: string },
): Promise<Conflict> {
  const merge = await mergeTrees(repo, ours, theirs);
  const paths = merge.kind === 'clean' ? [] : merge.paths;
  const names = paths.map(({ path }) => path);
  const log = await readPathLog(repo, { from: ours, to: theirs, paths: names, limit: MOST_COMMITS });
  return {
    way,
    theirs,
    paths: paths.map((conflict) => ({
      ...conflict,
      landed: log
        .filter((entry) => entry.paths.includes(conflict.path))
        .map(({ commit, author, subject, trailers }) => ({
          commit,
          author,
          subject,
          ...(trailers['Muster-Task'] === undefined ? {} : { task: trailers['Muster-Task'] }),
          ...(trailers['Muster-Session'] === undefined
            ? {}
            : { session: Number(trailers['Muster-Session']) }),
        })),
    })),
  };
}
