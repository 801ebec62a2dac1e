import { changedGuardedFiles, type GuardedFile, type RefLogEntry } from '@musterhq/git';
import type { RepositoryState, WorkTree } from './repository-state.ts';

/** `put_back`: it is the session's doing, or nobody else's business. `tell`: it may well be a person's, so it is only said. */
type Act = 'put_back' | 'tell';

/** Something that changed while a turn ran and is not its session's to change; `because` is what tells. */
export type ForeignChange = { act: Act; because: string } & (
  | { what: 'ref'; ref: string; from?: string; to?: string }
  | { what: 'git_file'; path: string }
  | { what: 'main_checkout'; path: string }
  | { what: 'worktree'; session: number; paths: string[] }
);

export type ForeignFacts = {
  before: RepositoryState;
  refs: Record<string, string>;
  /** Of the refs that are not as they were. */
  logs: Record<string, RefLogEntry[]>;
  files: GuardedFile[];
  mainCheckout: WorkTree;
  /** Of the worktrees that were idle before: those that still are, with as many turns. */
  idle: (WorkTree & { session: number })[];
  ownBranch: string;
  /** The address under which the session's processes commit and move refs. */
  ownEmail: string;
  integration: string;
  /** Whether the turn's own words name this path: its tool calls, its commands, its order. */
  isNamed: (path: string) => boolean;
  /** Whether the integration branch contains the commit: it needs no name of its own any more. */
  isIntegrated: (commit: string) => boolean;
};

/**
 * What of the changes during a turn is not its session's. The coordinator moves refs at the same time, and people work in
 * their checkout: what bears the coordinator's mark is its own, what bears the session's address is the session's, and of the
 * rest only what is nobody's but Muster's is put back.
 */
export function chooseForeign(facts: ForeignFacts): ForeignChange[] {
  return [
    ...foreignRefs(facts),
    ...foreignFiles(facts),
    ...foreignCheckout(facts),
    ...foreignWorktrees(facts),
  ];
}

function foreignRefs(facts: ForeignFacts): ForeignChange[] {
  const { before, refs, ownBranch } = facts;
  const names = [...new Set([...Object.keys(before.refs), ...Object.keys(refs)])].sort();
  return names.flatMap((ref) => {
    const [from, to] = [before.refs[ref], refs[ref]];
    // Remote ones are a copy that the next fetch makes anew.
    if (from === to || ref === ownBranch || ref.startsWith('refs/remotes/')) return [];
    const judged = judgeRef(facts, ref, from, to);
    if (judged === undefined) return [];
    const places = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    return [{ what: 'ref' as const, ref, ...places, ...judged }];
  });
}

function judgeRef(
  facts: ForeignFacts,
  ref: string,
  from: string | undefined,
  to: string | undefined,
): { act: Act; because: string } | undefined {
  if (ref.startsWith('refs/muster/') && to === undefined) {
    if (ref.startsWith('refs/muster/kept/') && facts.isIntegrated(from!)) return undefined;
    return { act: 'put_back', because: 'nobody but Muster removes what it keeps' };
  }
  const moves = movesSince(facts.logs[ref] ?? [], from);
  const own = moves.findLast(isOfSession(facts));
  if (own !== undefined) {
    const because = `moved as ${own.email}${own.message === '' ? '' : ` ("${own.message}")`}`;
    // What was built upon since, or a stack of things laid by, is for a person to take apart.
    if (moves.at(-1) !== own || ref === 'refs/stash') return { act: 'tell', because };
    return { act: 'put_back', because };
  }
  if (ref === `refs/heads/${facts.integration}`) return judgeIntegration(facts, moves, to);
  // Whose removal it was is nowhere to be read: the log of a branch goes with it. Those of sessions are judged with their worktrees.
  const isLost = ref.startsWith('refs/heads/') && to === undefined && !isOfIdle(facts, ref);
  if (isLost && !facts.isIntegrated(from!)) return { act: 'tell', because: 'it was removed, by whomever' };
  return undefined;
}

function judgeIntegration(
  { before }: ForeignFacts,
  moves: RefLogEntry[],
  to: string | undefined,
): { act: Act; because: string } | undefined {
  const isUnlogged = to === undefined || moves.at(-1)?.to !== to;
  if (isUnlogged && !before.isFenced)
    return { act: 'put_back', because: 'its log knows nothing of this, and git writes down every move' };
  if (!isUnlogged && moves.every(isOfCoordinator)) return undefined;
  return { act: 'tell', because: 'it was moved by somebody else' };
}

/** The entries after the ref stood at `from` for the last time. */
function movesSince(log: RefLogEntry[], from: string | undefined): RefLogEntry[] {
  const last = log.findLastIndex(({ to }) => to === from);
  if (last !== -1) return log.slice(last + 1);
  const next = log.findIndex((entry) => entry.from === from);
  return next === -1 ? [] : log.slice(next);
}

const isOfCoordinator = ({ message }: RefLogEntry): boolean => message.startsWith('muster: ');

const isOfSession =
  ({ ownEmail }: ForeignFacts) =>
  (entry: RefLogEntry): boolean =>
    entry.email === ownEmail && !isOfCoordinator(entry);

/** Judged with its worktree. */
function isOfIdle({ before }: ForeignFacts, ref: string): boolean {
  return before.idle.some(({ branch }) => branch === ref);
}

function foreignFiles({ before, files }: ForeignFacts): ForeignChange[] {
  return changedGuardedFiles(before.files, files).map((path) => ({
    what: 'git_file',
    path,
    // Behind the fence the session cannot have written it: then a person has.
    act: before.isFenced ? 'tell' : 'put_back',
    because: before.isFenced ? 'the session could not reach it' : "it decides what everybody's git runs",
  }));
}

function foreignCheckout({ before, mainCheckout, isNamed }: ForeignFacts): ForeignChange[] {
  // The session could not reach it, and people work there.
  if (before.isFenced) return [];
  const old = before.mainCheckout;
  const changed = Object.keys(mainCheckout.dirty).filter(
    (path) => old.dirty[path] !== mainCheckout.dirty[path],
  );
  return changed.sort().map((path) => {
    const wasClean = old.dirty[path] === undefined;
    const isOwn = wasClean && isNamed(path);
    return {
      what: 'main_checkout',
      path,
      act: isOwn ? 'put_back' : 'tell',
      because: isOwn ? 'the turn names it, and nobody had changed it before' : 'a person may have changed it',
    };
  });
}

function foreignWorktrees({ before, idle }: ForeignFacts): ForeignChange[] {
  return idle.flatMap((now) => {
    const old = before.idle.find(({ session }) => session === now.session);
    if (old === undefined) return [];
    const paths = [...new Set([...Object.keys(old.dirty), ...Object.keys(now.dirty)])]
      .filter((path) => old.dirty[path] !== now.dirty[path])
      .sort();
    if (paths.length === 0 && old.head === now.head && old.branch === now.branch) return [];
    const wasClean =
      Object.keys(old.dirty).length === 0 && old.head !== undefined && old.branch !== undefined;
    return [
      {
        what: 'worktree',
        session: now.session,
        paths,
        act: wasClean ? 'put_back' : 'tell',
        because: wasClean
          ? `Session ${now.session} was not at work`
          : 'there was unfinished work in it before',
      },
    ];
  });
}
