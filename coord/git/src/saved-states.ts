import { type DiffPair, type RawChange, readRawDiffs } from './read-raw-diffs.ts';
import { SAVED_REFS } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import { parseSavedFacts, type SavedFacts } from './saved-facts.ts';

export type SavedState = SavedFacts & {
  /** Below `refs/muster/saved/`; of a state that a later save stands before, with `~1` and so on behind it. */
  name: string;
  commit: string;
  /** ISO 8601. */
  at: string;
  /** What differs from HEAD: paths, and the bytes of their contents as saved. */
  files: number;
  bytes: number;
  /** The first of the targets that has HEAD and every path as it was saved: nothing in it is needed any more. */
  containedIn?: string;
};

/** Every saved state, the newest of each name first. `targets` are revisions such as `main`. */
export async function listSavedStates(repo: Repository, targets: string[]): Promise<SavedState[]> {
  const found = await readSaves(repo);
  const based = found.filter((state) => state.head !== undefined);
  const own = await readDiffs(
    repo,
    based.map((state) => ({ before: state.head!, after: state.commit })),
  );
  const sizes = await readSizes(repo, [...own.values()].flat());
  const containedIn = new Map<string, string>();
  for (const target of targets) {
    const [isIn, differing] = await Promise.all([
      readContained(
        repo,
        based.map((state) => state.head!),
        target,
      ),
      readDiffs(
        repo,
        based.map((state) => ({ before: target, after: state.commit })),
      ),
    ]);
    for (const state of based) {
      const left = new Set(differing.get(state.commit)?.map(({ path }) => path));
      const hasIndex = state.index !== undefined && state.index !== state.tree;
      const isThere = !(own.get(state.commit) ?? []).some(({ path }) => left.has(path));
      if (
        isIn.has(state.head!) &&
        isThere &&
        !hasIndex &&
        state.midway.length === 0 &&
        !containedIn.has(state.commit)
      )
        containedIn.set(state.commit, target);
    }
  }
  return found.map(({ tree, ...state }) => {
    const changes = own.get(state.commit) ?? [];
    const target = containedIn.get(state.commit);
    return {
      ...state,
      files: changes.length,
      bytes: changes.reduce((sum, { object }) => sum + (sizes.get(object ?? '') ?? 0), 0),
      ...(target === undefined ? {} : { containedIn: target }),
    };
  });
}

/** One saved state by its name, as `listSavedStates` gives it. */
export async function findSavedState(
  repo: Repository,
  name: string,
): Promise<(SavedFacts & { name: string; commit: string; tree: string; at: string }) | undefined> {
  return (await readSaves(repo)).find((state) => state.name === name);
}

type Save = SavedFacts & { name: string; commit: string; tree: string; at: string };

async function readSaves(repo: Repository): Promise<Save[]> {
  const { stdout } = await runGit(repo, {
    args: ['for-each-ref', '--format=%(objectname) %(refname)', `${SAVED_REFS}/`],
    kind: 'read',
  });
  const heads = stdout.split('\n').filter((line) => line !== '');
  const commits = await readCommits(
    repo,
    heads.map((line) => line.slice(0, line.indexOf(' '))),
  );
  const saves: Save[] = [];
  for (const line of heads) {
    const ref = line.slice(line.indexOf(' ') + 1);
    const name = ref.slice(SAVED_REFS.length + 1);
    let at: string | undefined = line.slice(0, line.indexOf(' '));
    for (let age = 0; at !== undefined; age += 1) {
      let commit = commits.get(at);
      if (commit === undefined) {
        for (const [id, facts] of await readCommits(repo, [at])) commits.set(id, facts);
        commit = commits.get(at);
      }
      if (commit === undefined) break;
      saves.push({ ...commit, name: age === 0 ? name : `${name}~${age}`, commit: at });
      at = commit.before;
    }
  }
  return saves;
}

type Commit = SavedFacts & { tree: string; at: string };

async function readCommits(repo: Repository, commits: string[]): Promise<Map<string, Commit>> {
  if (commits.length === 0) return new Map();
  const { stdout } = await runGit(repo, {
    args: ['log', '-z', '--no-walk', '--stdin', '--no-show-signature', '--format=%H %T %cI%n%B'],
    kind: 'read',
    input: `${commits.join('\n')}\n`,
  });
  return new Map(
    stdout
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => {
        const end = entry.indexOf('\n');
        const [id = '', tree = '', at = ''] = entry.slice(0, end).split(' ');
        return [id, { ...parseSavedFacts(entry.slice(end + 1)), tree, at: new Date(at).toISOString() }];
      }),
  );
}

async function readDiffs(repo: Repository, pairs: DiffPair[]): Promise<Map<string, RawChange[]>> {
  const unique = [...new Map(pairs.map((pair) => [pair.after, pair])).values()];
  if (unique.length === 0) return new Map();
  const ids = await Promise.all(
    unique.map(async (pair) => ({ after: pair.after, before: await fullId(repo, pair.before) })),
  );
  const diffs = await readRawDiffs(repo, ids);
  return new Map(unique.map(({ after }, index) => [after, diffs[index] ?? []]));
}

async function fullId(repo: Repository, revision: string): Promise<string> {
  if (/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(revision)) return revision;
  const { stdout } = await runGit(repo, {
    args: ['rev-parse', '--verify', `${revision}^{commit}`],
    kind: 'read',
  });
  return stdout.trim();
}

async function readSizes(repo: Repository, changes: RawChange[]): Promise<Map<string, number>> {
  const objects = [
    ...new Set(
      changes.flatMap(({ object, mode }) => (object === undefined || mode === '160000' ? [] : [object])),
    ),
  ];
  if (objects.length === 0) return new Map();
  const { stdout } = await runGit(repo, {
    args: ['cat-file', '--batch-check=%(objectname) %(objectsize)'],
    kind: 'read',
    input: `${objects.join('\n')}\n`,
  });
  return new Map(
    stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf(' ')), Number(line.slice(line.indexOf(' ') + 1))]),
  );
}

/** Those of the commits that a target contains. */
export async function readContained(
  repo: Repository,
  commits: string[],
  target: string,
): Promise<Set<string>> {
  const wanted = [...new Set(commits)];
  if (wanted.length === 0) return new Set();
  const { stdout } = await runGit(repo, {
    args: ['rev-list', '--no-walk', '--stdin'],
    kind: 'read',
    input: `${wanted.join('\n')}\n^${target}\n`,
  });
  const open = new Set(stdout.split('\n'));
  return new Set(wanted.filter((commit) => !open.has(commit)));
}
