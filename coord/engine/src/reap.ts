import { basename, join, sep } from 'node:path';
import {
  listRefs,
  listSavedStates,
  listWorktrees,
  type Repository,
  readContained,
  readRef,
  readStatus,
  releaseTip,
  removeRef,
  removeWorktree,
  restoreSaved,
  type SavedRestore,
  type SavedState,
  saveWorktree,
} from '@musterhq/git';
import type { Plan } from '@musterhq/plan';
import { findProcessesIn } from '@musterhq/process';
import { announce, findDocument, findRun, type NewEvent, readSeats, type Store } from '@musterhq/store';
import { compileDocument } from './compile-document.ts';
import { type Surroundings, viewOf } from './open-run.ts';
import { seatOf } from './seat.ts';

/** A worktree below `.muster/worktrees`: a session's, or one that gates ran in. */
type ReapWorktree = {
  path: string;
  head?: string;
  branch?: string;
  /** Paths that differ from HEAD and are not ignored; absent where the folder is gone. */
  dirty?: number;
  /** The branch that contains HEAD. */
  containedIn?: string;
  /** Why it stays; absent when it may go. */
  inUse?: string;
};

type ReapBranch = { branch: string; commit: string; containedIn?: string; inUse?: string };

export type Reap = {
  worktrees: ReapWorktree[];
  branches: ReapBranch[];
  /** States that were saved before a worktree was reset or removed; `restoreState` brings them back. */
  saved: SavedState[];
  /** Tips that a branch was moved away from, and whether they are in `main` or the integration branch by now. */
  kept: { commit: string; containedIn?: string }[];
};

export type Reaped =
  | { kind: 'worktree_removed'; path: string; head?: string; branch?: string; saved?: string; name?: string }
  | { kind: 'branch_removed'; branch: string; commit: string; containedIn: string }
  | { kind: 'tip_released'; commit: string; containedIn: string }
  | { kind: 'stays'; what: string; why: string };

/** What looking for left-overs works with; `run` is the newest one and `plan` its plan, absent before the first. */
export type ReapPlace = {
  store: Store;
  repo: Repository;
  stateDir: string;
  /** `main` and the integration branch. */
  targets: string[];
  run?: { id: string; isOpen: boolean };
  plan?: Plan;
};

/** The newest run's place, or the bare repository's before there is a run. */
export async function openReap(around: Surroundings): Promise<ReapPlace> {
  const { store, repo, stateDir, configuration } = around;
  const row = await findRun(store.database);
  const place = { store, repo, stateDir };
  if (row === undefined) {
    const main = configuration.main ?? 'main';
    return { ...place, targets: (await readRef(repo, `refs/heads/${main}`)) === undefined ? [] : [main] };
  }
  const document = await findDocument(store.database, row.id);
  const { plan } = compileDocument(document?.text ?? '', around.library);
  const { main, integration } = await viewOf(around, row, plan);
  const isThere = (await readRef(repo, `refs/heads/${integration}`)) !== undefined;
  return {
    ...place,
    plan,
    targets: isThere ? [main, integration] : [main],
    run: { id: row.id, isOpen: row.finishedAt === null },
  };
}

/** What runs that are over left behind, and what was saved. Looks only. */
export async function readReap(place: ReapPlace): Promise<Reap> {
  const { repo, targets, plan, stateDir } = place;
  const folder = join(stateDir, 'worktrees') + sep;
  const [all, seats, heads, kept, saved] = await Promise.all([
    listWorktrees(repo),
    readSeats(place.store.database),
    listRefs(repo, 'refs/heads/'),
    listRefs(repo, 'refs/muster/kept/'),
    listSavedStates(repo, targets),
  ]);
  const containedIn = await readTargets(repo, targets, [
    ...all.flatMap(({ head }) => (head === undefined ? [] : [head])),
    ...heads.map(({ commit }) => commit),
    ...kept.map(({ commit }) => commit),
  ]);
  const held = new Set(seats.filter(({ holder }) => holder === 'person').map(({ session }) => session));
  const worktrees: ReapWorktree[] = [];
  for (const { path, head, branch, prunable, locked } of all.filter((entry) =>
    entry.path.startsWith(folder),
  )) {
    const inUse =
      locked === undefined ? whyInUse(place, { path, held }) : `locked${locked === '' ? '' : `: ${locked}`}`;
    const target = head === undefined ? undefined : containedIn.get(head);
    worktrees.push({
      path,
      ...(head === undefined ? {} : { head }),
      ...(branch === undefined ? {} : { branch }),
      ...(prunable === undefined ? { dirty: (await readStatus(repo, path)).dirty.length } : {}),
      ...(target === undefined ? {} : { containedIn: target }),
      ...(inUse === undefined ? {} : { inUse }),
    });
  }
  const names = new Set([
    ...worktrees.flatMap(({ branch }) => (branch === undefined ? [] : [branch])),
    ...(plan?.sessions ?? []).map((session) => `refs/heads/${seatOf(plan!, stateDir, session.id).branch}`),
  ]);
  const isMuster = (ref: string) => ref.startsWith('refs/heads/muster/') || names.has(ref);
  const isTarget = (ref: string) => targets.some((target) => ref === `refs/heads/${target}`);
  return {
    worktrees,
    branches: heads
      .filter(({ ref }) => isMuster(ref) && !isTarget(ref))
      .map(({ ref, commit }) => {
        const user = all.find((entry) => entry.branch === ref);
        const own = worktrees.find((entry) => entry.path === user?.path);
        const inUse = user !== undefined && own === undefined ? `checked out in ${user.path}` : own?.inUse;
        const target = containedIn.get(commit);
        return {
          branch: ref.slice('refs/heads/'.length),
          commit,
          ...(target === undefined ? {} : { containedIn: target }),
          ...(inUse === undefined ? {} : { inUse }),
        };
      }),
    saved,
    kept: kept.map(({ commit }) => {
      const target = containedIn.get(commit);
      return { commit, ...(target === undefined ? {} : { containedIn: target }) };
    }),
  };
}

function whyInUse(
  { run, plan }: ReapPlace,
  { path, held }: { path: string; held: ReadonlySet<number> },
): string | undefined {
  const session = Number(/^session-(\d+)$/.exec(basename(path))?.[1]);
  if (held.has(session)) return `a person holds Session ${session}`;
  const isOfRun = Number.isNaN(session) || plan?.sessions.some(({ id }) => id === session) === true;
  if (run?.isOpen === true && isOfRun) return `run ${run.id} is open`;
  const [process] = findProcessesIn(path);
  return process === undefined ? undefined : `process ${process} works in it`;
}

/** The first target that contains each commit. */
async function readTargets(
  repo: Repository,
  targets: string[],
  commits: string[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const target of targets) {
    for (const commit of await readContained(repo, commits, `refs/heads/${target}`))
      if (!found.has(commit)) found.set(commit, target);
  }
  return found;
}

/**
 * Removes the worktrees of runs that are over, after their state is saved; then the branches and kept tips that a target
 * contains. Saved states stay, whatever contains them: they are what `restoreState` gives back. Each removal is in the log
 * before it happens. A repeat after a kill goes on where it was.
 */
export async function applyReap(
  place: ReapPlace,
  found: Reap,
  onReaped: (reaped: Reaped) => void,
): Promise<void> {
  const { repo } = place;
  const staying = new Set<string>();
  for (const worktree of found.worktrees) {
    const reaped = await removeOne(place, worktree);
    onReaped(reaped);
    if (reaped.kind === 'stays' && worktree.branch !== undefined) staying.add(worktree.branch);
  }
  for (const { branch, commit, containedIn, inUse } of found.branches) {
    const why =
      inUse ??
      (staying.has(`refs/heads/${branch}`) ? 'its worktree stays' : undefined) ??
      (containedIn === undefined ? 'no target contains it' : undefined);
    if (why !== undefined) {
      onReaped({ kind: 'stays', what: branch, why });
      continue;
    }
    const reaped = { kind: 'branch_removed' as const, branch, commit, containedIn: containedIn! };
    await tell(place, {
      key: `reap:branch:${branch}:${commit}`,
      kind: 'branch_removed',
      data: { ...reaped },
    });
    const removed = await removeRef(repo, `refs/heads/${branch}`, commit);
    // The removal keeps every tip; this one has a better keeper.
    if (removed !== 'stale') await releaseTip(repo, { commit, target: `refs/heads/${containedIn}` });
    onReaped(removed === 'stale' ? { kind: 'stays', what: branch, why: 'it moved meanwhile' } : reaped);
  }
  for (const { commit, containedIn } of found.kept) {
    if (containedIn === undefined) continue;
    await release(place, commit, containedIn);
    onReaped({ kind: 'tip_released', commit, containedIn });
  }
}

async function release(place: ReapPlace, commit: string, containedIn: string): Promise<void> {
  const data = { commit, containedIn };
  await tell(place, { key: `reap:tip:${commit}`, kind: 'tip_released', data });
  await releaseTip(place.repo, { commit, target: `refs/heads/${containedIn}` });
}

async function removeOne(place: ReapPlace, worktree: ReapWorktree): Promise<Reaped> {
  const { repo } = place;
  const { path, head, branch, inUse } = worktree;
  if (inUse !== undefined) return { kind: 'stays', what: path, why: inUse };
  const name = `reaped/${basename(path)}`;
  // Saved first, so that the log can say where it is; the removal looks once more.
  const saved = worktree.dirty === undefined ? undefined : await saveWorktree(repo, { path, ref: name });
  const reaped = {
    kind: 'worktree_removed' as const,
    path,
    ...(head === undefined ? {} : { head }),
    ...(branch === undefined ? {} : { branch }),
    ...(saved === undefined ? {} : { saved, name }),
  };
  await tell(place, {
    key: `reap:worktree:${path}:${head ?? ''}:${saved ?? ''}`,
    kind: 'worktree_removed',
    data: { ...reaped },
  });
  const removal = await removeWorktree(repo, { path, saveRef: name });
  switch (removal.kind) {
    case 'locked':
      return {
        kind: 'stays',
        what: path,
        why: `locked${removal.reason === '' ? '' : `: ${removal.reason}`}`,
      };
    case 'nested_repositories':
      return { kind: 'stays', what: path, why: `it holds repositories: ${removal.paths.join(', ')}` };
    default:
      return reaped;
  }
}

/** Brings a saved state back, into a worktree of its own or as a branch. */
export async function restoreState(
  place: Pick<ReapPlace, 'store' | 'repo' | 'run'>,
  order: { name: string; branch: string; path?: string; by: string },
): Promise<SavedRestore> {
  const { by, ...rest } = order;
  const restored = await restoreSaved(place.repo, rest);
  await tell(place, {
    key: `reap:restored:${restored.commit}:${restored.branch}`,
    kind: 'state_restored',
    data: { name: order.name, by, ...restored },
  });
  return restored;
}

async function tell({ store, run }: Pick<ReapPlace, 'store' | 'run'>, event: NewEvent): Promise<void> {
  if (run !== undefined) await announce(store, run.id, event);
}
