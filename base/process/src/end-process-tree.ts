import { setTimeout as delay } from 'node:timers/promises';
import { findProcessesByVariable, type ProcessRow, readProcessTable } from './process-table.ts';

/** The variable that every child of `runProcess` carries, so that descendants are found after their parents have gone. */
export const MARKER_VARIABLE = 'MUSTER_PROCESS_TREE';

/** How long processes may take to vanish after SIGKILL; only one in an uninterruptible system call needs longer. */
const KILL_WAIT_MS = 5_000;
const POLL_MS = 15;

/**
 * Ends a process and everything that came out of it: its group, its session, all descendants, and on Linux every process
 * whose environment carries the marker (a descendant that called setsid and lost its parent). SIGTERM first, SIGKILL after
 * `graceMs`. Answers the pids that were still there when it gave up: normally none.
 * With `startedAt` a pid that meanwhile belongs to another process is left alone.
 */
export async function endProcessTree(
  pid: number,
  { graceMs, marker, startedAt }: { graceMs: number; marker?: string; startedAt?: string },
): Promise<number[]> {
  const known = new Map<number, string>();
  const readMembers = () => findMembers({ root: pid, startedAt, marker, known });

  let members = readMembers();
  // Those who were told once are not told again: a second SIGTERM means "at once" to many programs.
  const told = new Set<string>();
  const graceEnds = performance.now() + graceMs;
  while (members.length > 0 && performance.now() < graceEnds) {
    for (const member of members) {
      const key = `${member.pid} ${member.startedAt}`;
      if (!told.has(key)) signalProcess(member.pid, 'SIGTERM');
      told.add(key);
    }
    await delay(POLL_MS);
    members = readMembers();
  }

  const killEnds = performance.now() + KILL_WAIT_MS;
  while (members.length > 0 && performance.now() < killEnds) {
    for (const member of members) signalProcess(member.pid, 'SIGKILL');
    await delay(POLL_MS);
    members = readMembers();
  }
  return members.map((member) => member.pid);
}

/** One look at the process table. `known` remembers members, whose children belong to the tree even after their parent died. */
function findMembers(tree: {
  root: number;
  startedAt: string | undefined;
  marker: string | undefined;
  known: Map<number, string>;
}): ProcessRow[] {
  const table = readProcessTable();
  const spared = ownAncestry(table);
  const marked = new Set(
    tree.marker === undefined ? [] : findProcessesByVariable(MARKER_VARIABLE, tree.marker),
  );
  const rootRow = table.find((row) => row.pid === tree.root);
  // The system gives no pid away while a group or session still bears it: another start time means that all three are gone.
  const isRootReplaced =
    rootRow !== undefined && tree.startedAt !== undefined && rootRow.startedAt !== tree.startedAt;

  const members = new Map<number, ProcessRow>();
  const isSeed = (row: ProcessRow) =>
    marked.has(row.pid) ||
    tree.known.get(row.pid) === row.startedAt ||
    (!isRootReplaced && (row.pid === tree.root || row.group === tree.root || row.session === tree.root));
  const childrenOf = new Map<number, ProcessRow[]>();
  for (const row of table) childrenOf.set(row.parent, [...(childrenOf.get(row.parent) ?? []), row]);
  const open = table.filter(isSeed);
  for (let row = open.pop(); row !== undefined; row = open.pop()) {
    if (members.has(row.pid) || spared.has(row.pid)) continue;
    members.set(row.pid, row);
    tree.known.set(row.pid, row.startedAt);
    open.push(...(childrenOf.get(row.pid) ?? []));
  }
  return parentsFirst(members);
}

/** A shell whose command ends would go on with the next one before it is told: so whoever waits is told before whom it waits for. */
function parentsFirst(members: ReadonlyMap<number, ProcessRow>): ProcessRow[] {
  const depthOf = (row: ProcessRow): number => {
    let depth = 0;
    for (let at = members.get(row.parent); at !== undefined && depth < members.size; depth += 1)
      at = members.get(at.parent);
    return depth;
  };
  return [...members.values()]
    .map((row) => ({ row, depth: depthOf(row) }))
    .toSorted((a, b) => a.depth - b.depth)
    .map(({ row }) => row);
}

/** This process and its parents: they may carry the marker of an outer tree, and must never end themselves. */
function ownAncestry(table: ProcessRow[]): Set<number> {
  const parentOf = new Map(table.map((row) => [row.pid, row.parent]));
  const own = new Set<number>();
  for (
    let pid: number | undefined = process.pid;
    pid !== undefined && !own.has(pid);
    pid = parentOf.get(pid)
  ) {
    own.add(pid);
  }
  return own;
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended between the look and the signal, or is another account's: the next look tells which.
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
