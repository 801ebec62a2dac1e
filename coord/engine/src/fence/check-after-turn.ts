import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  isAncestor,
  keepCommit,
  moveRef,
  pathsBetween,
  putBackGuardedFiles,
  readGuardedFiles,
  readRefLog,
  removeRef,
  resetWorktree,
  restorePaths,
} from '@musterhq/git';
import { readEvents, recordEvent } from '@musterhq/store';
import { type Seat, seatOf } from '../seat.ts';
import { chooseForeign, type ForeignChange, type ForeignFacts } from './choose-foreign.ts';
import { foreignWords } from './foreign-words.ts';
import { type FenceContext, findNote, readIdle, readRefs } from './note-before-turn.ts';
import { type RepositoryState, readWorkTree } from './repository-state.ts';

export type AfterTurn = { kind: 'clean' } | { kind: 'foreign'; changes: ForeignChange[]; words: string };

type EndedTurn = { turn: string; session: number; task: string };

/**
 * Looks for what changed during a turn and is not its session's: saves it aside, puts it back, and answers what the session is to be
 * told. It may be repeated, and answers the same. Call it when the turn's processes have ended, before its work is committed.
 */
export async function checkAfterTurn(context: FenceContext, ended: EndedTurn): Promise<AfterTurn> {
  const before = await findNote(context, ended.turn);
  // A turn that an earlier Muster began.
  if (before === undefined) return { kind: 'clean' };
  const told = await findTold(context, ended.turn);
  const changes = await findForeign(context, ended, before);
  if (changes.length > 0) {
    await recordEvent(context.store, context.fence, {
      key: keyOf(ended.turn),
      kind: 'foreign_changes',
      session: ended.session,
      task: ended.task,
      data: { changes },
    });
    await putBack(context, ended, before, changes);
  }
  const all = told ?? changes;
  const own = all.filter(({ act }) => act === 'put_back');
  if (own.length === 0) return { kind: 'clean' };
  return { kind: 'foreign', changes: own, words: foreignWords(own, placesOf(context, ended.turn)) };
}

const keyOf = (turn: string): string => `turn:${turn}:foreign`;

/** What an earlier call found: after a crash there is nothing to be seen of it any more. */
async function findTold(context: FenceContext, turn: string): Promise<ForeignChange[] | undefined> {
  const events = await readEvents(context.store.database, context.fence.run, { kind: 'foreign_changes' });
  const event = events.find(({ key }) => key === keyOf(turn));
  return event === undefined ? undefined : (event.data as { changes: ForeignChange[] }).changes;
}

async function findForeign(
  context: FenceContext,
  { turn, session }: EndedTurn,
  before: RepositoryState,
): Promise<ForeignChange[]> {
  const { repo, live, stateDir, integration } = context;
  const seat = seatOf(live.plan, stateDir, session);
  const [refs, files, mainCheckout, idle, words] = await Promise.all([
    readRefs(context),
    readGuardedFiles(repo),
    readWorkTree(repo, repo.dir),
    readIdle(context, session),
    readWords(context, turn),
  ]);
  const changed = [...new Set([...Object.keys(refs), ...Object.keys(before.refs)])].filter(
    (ref) => refs[ref] !== before.refs[ref],
  );
  const logs: ForeignFacts['logs'] = {};
  const integrated = new Set<string>();
  const tip = refs[`refs/heads/${integration}`] ?? before.refs[`refs/heads/${integration}`];
  for (const ref of changed) {
    logs[ref] = await readRefLog(repo, ref);
    const old = before.refs[ref];
    if (
      old !== undefined &&
      refs[ref] === undefined &&
      tip !== undefined &&
      (await isAncestor(repo, old, tip))
    )
      integrated.add(old);
  }
  return chooseForeign({
    ...{ before, refs, logs, files, integration },
    mainCheckout: withoutDocument(mainCheckout, context),
    idle: idle.filter((now) =>
      before.idle.some((old) => old.session === now.session && old.turns === now.turns),
    ),
    ownBranch: `refs/heads/${seat.branch}`,
    ownEmail: seat.author.email,
    isNamed: (path) => words.includes(basename(path)),
    isIntegrated: (commit) => integrated.has(commit),
  });
}

/** An edit of the document in the main checkout is how a person changes the plan; it is adopted or refused elsewhere. */
function withoutDocument(
  tree: RepositoryState['mainCheckout'],
  { documentPath }: FenceContext,
): RepositoryState['mainCheckout'] {
  const { [documentPath]: _, ...dirty } = tree.dirty;
  return { ...tree, dirty };
}

/** What the turn was told to do and said that it does. */
async function readWords({ stateDir }: FenceContext, turn: string): Promise<string> {
  const texts = await Promise.all(
    ['order.json', 'events.jsonl'].map((name) =>
      readFile(join(stateDir, 'turns', turn, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '';
        throw error;
      }),
    ),
  );
  return texts.join('\n');
}

const placesOf = ({ stateDir }: FenceContext, turn: string) => ({
  saved: `foreign/${turn}`,
  files: join(stateDir, 'saved-files', turn),
});

async function putBack(
  context: FenceContext,
  { turn }: EndedTurn,
  before: RepositoryState,
  changes: ForeignChange[],
): Promise<void> {
  const { repo, live, stateDir } = context;
  const places = placesOf(context, turn);
  const checkedOut = before.mainCheckout.branch;
  const files = new Set<string>();
  for (const change of changes) {
    if (change.what === 'ref') {
      await putBackRef(context, turn, change);
      if (
        change.ref === checkedOut &&
        change.act === 'put_back' &&
        change.from !== undefined &&
        change.to !== undefined
      )
        for (const path of await pathsBetween(repo, change.from, change.to)) files.add(path);
    }
    if (change.what === 'main_checkout' && change.act === 'put_back') files.add(change.path);
    if (change.what === 'worktree' && change.act === 'put_back') {
      const old = before.idle.find(({ session }) => session === change.session)!;
      const seat: Seat = seatOf(live.plan, stateDir, change.session);
      const saveRef = `${places.saved}/session-${change.session}`;
      await resetWorktree(repo, { path: seat.worktree, branch: seat.branch, to: old.head!, saveRef });
    }
  }
  const gitFiles = changes.flatMap((change) =>
    change.what === 'git_file' && change.act === 'put_back' ? [change.path] : [],
  );
  await putBackGuardedFiles(repo, { before: before.files, paths: gitFiles, saveTo: places.files });
  if (files.size === 0) return;
  const now = await readWorkTree(repo, repo.dir);
  const dirty = [...files].filter(
    (path) => now.dirty[path] !== undefined && before.mainCheckout.dirty[path] === undefined,
  );
  await restorePaths(repo, { path: repo.dir, files: dirty, saveRef: `${places.saved}/main-checkout` });
}

/** Where somebody has moved it on meanwhile it stays. */
async function putBackRef(
  { repo }: FenceContext,
  turn: string,
  { ref, from, to, act }: Extract<ForeignChange, { what: 'ref' }>,
): Promise<void> {
  if (act === 'tell') {
    if (to === undefined && from !== undefined) await keepCommit(repo, from);
    return;
  }
  if (from === undefined) await removeRef(repo, ref, to!);
  else await moveRef(repo, ref, from, to, `muster: put back after the turn ${turn}`);
}
