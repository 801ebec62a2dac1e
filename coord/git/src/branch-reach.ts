import { mergeBase } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** What one side changes since another commit, as far as it can meet what another side changes. */
export type Reach = {
  /** A renamed file counts with both its names. */
  paths: ReadonlySet<string>;
  added: ReadonlySet<string>;
  /** Every folder above a path that was added: a file of that name, or a move of the folder, meets it. */
  foldersOfAdded: ReadonlySet<string>;
  /** Folders that a file went from, perhaps to another: git takes what the other side adds there along, as a conflict. */
  foldersLeft: ReadonlySet<string>;
};

/** A range of history: what `head` changes since `base`. */
export type Span = { base: string; head: string };

/**
 * The merge base of every head with the target, in one look at the history between; heads that the target contains, and
 * heads that share nothing with it, are left out.
 */
export async function readBases(
  repo: Repository,
  target: string,
  heads: readonly string[],
): Promise<Map<string, string>> {
  if (heads.length === 0) return new Map();
  const { stdout } = await runGit(repo, {
    args: ['rev-list', '--parents', '--stdin'],
    kind: 'read',
    input: `${[...new Set(heads)].join('\n')}\n^${target}\n`,
  });
  const parents = new Map(
    stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [commit = '', ...ids] = line.split(' ');
        return [commit, ids] as const;
      }),
  );
  const bases = new Map<string, string>();
  for (const head of heads) {
    if (!parents.has(head) || bases.has(head)) continue;
    const [first, ...others] = edgeOf(head, parents);
    // Where a branch took the target in on its way, git tells the best of several.
    const base = others.length === 0 ? first : await mergeBase(repo, target, head);
    if (base !== undefined) bases.set(head, base);
  }
  return bases;
}

/** The commits of the target that a head's own history stands on. */
function edgeOf(head: string, parents: ReadonlyMap<string, string[]>): string[] {
  const edge = new Set<string>();
  const seen = new Set([head]);
  const open = [head];
  for (let commit = open.pop(); commit !== undefined; commit = open.pop()) {
    for (const parent of parents.get(commit) ?? []) {
      if (!parents.has(parent)) edge.add(parent);
      else if (!seen.has(parent)) {
        seen.add(parent);
        open.push(parent);
      }
    }
  }
  return [...edge];
}

/** What each range changes, all of them in one process. */
export async function readReaches(repo: Repository, spans: readonly Span[]): Promise<Reach[]> {
  if (spans.length === 0) return [];
  const { stdout } = await runGit(repo, {
    args: ['diff-tree', '--stdin', '-r', '-z', '--no-renames', '--name-status', '--always'],
    kind: 'read',
    input: spans.map(({ base, head }) => `${head} ${base}\n`).join(''),
  });
  const fields = stdout.split('\0');
  let at = 0;
  return spans.map(() => {
    // The commit's own line; what follows is pairs of a letter and a path up to the next commit's.
    at += 1;
    const changes: [string, string][] = [];
    for (; /^[A-Z]$/.test(fields[at] ?? ''); at += 2) changes.push([fields[at] ?? '', fields[at + 1] ?? '']);
    return reachOf(changes);
  });
}

function reachOf(changes: [status: string, path: string][]): Reach {
  const of = (status: string) => changes.filter((change) => change[0] === status).map(([, path]) => path);
  const added = of('A');
  return {
    paths: new Set(changes.map(([, path]) => path)),
    added: new Set(added),
    foldersOfAdded: new Set(added.flatMap(foldersAbove)),
    foldersLeft: new Set(added.length === 0 ? [] : of('D').map((path) => foldersAbove(path)[0] ?? '')),
  };
}

/** `a/b/c` stands in `a/b` and in `a`, the nearest first. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
    folders.push(path.slice(0, end));
  return folders;
}

/**
 * Whether a merge of the two can conflict at all: they change a path in common, one adds a file where the other adds a
 * folder, or one adds a file in a folder that the other moved. Everything else git merges cleanly.
 */
export function canMeet(one: Reach, other: Reach): boolean {
  return (
    hasCommon(one.paths, other.paths) ||
    hasCommon(one.added, other.foldersOfAdded) ||
    hasCommon(one.foldersOfAdded, other.added) ||
    hasCommon(one.foldersLeft, other.foldersOfAdded) ||
    hasCommon(one.foldersOfAdded, other.foldersLeft)
  );
}

function hasCommon(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  const [small, large] = one.size <= other.size ? [one, other] : [other, one];
  for (const item of small) if (large.has(item)) return true;
  return false;
}
