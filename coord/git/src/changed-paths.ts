import { readTexts } from './read-texts.ts';
import { mergeBase } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export type ChangedPath = {
  commit: string;
  path: string;
  status: 'added' | 'modified' | 'deleted' | 'renamed' | 'type_changed';
  /** Octal mode after the change; `000000` where the path is deleted. */
  mode: string;
  /** Mode before, where the change has one before. */
  oldMode?: string;
  /** The other side of a rename: it was touched as well. */
  oldPath?: string;
  /** A symbolic link's target, as stored. */
  symlinkTarget?: string;
  /** The target is absolute or leads out of the repository. */
  isSymlinkOutside?: boolean;
  /** The path is a commit of another repository (mode 160000). */
  isSubmodule?: boolean;
  /** Other paths in `head` that are the same name on a file system that ignores case or Unicode form. */
  collidesWith?: string[];
  /** The name holds bytes that are not UTF-8; they show as U+FFFD and the path cannot be looked up. */
  isUndecodable?: boolean;
};

/**
 * Every path that any commit of `base..head` touches, one entry per commit and path: a change that a later commit takes
 * back is listed. Of a merge, what differs from all its parents (content that came from none of them); and where the
 * range has merges, also what `head` changes against its merge base with `base` and no entry names yet, so that a merge
 * which drops the other side's work is seen.
 */
export async function changedPaths(repo: Repository, base: string, head: string): Promise<ChangedPath[]> {
  if (base === head) return [];
  const changes = (await readOnly(repo, base, head)) ?? (await readRange(repo, base, head));
  return withCollisions(repo, head, await withSymlinkTargets(repo, changes));
}

const RAW = ['-r', '-z', '-c', '-M', '--root', '--no-abbrev', '--combined-all-paths'];

/** The usual range is one commit right on its base: then one process tells all. Undefined for any other range. */
async function readOnly(repo: Repository, base: string, head: string): Promise<RawChange[] | undefined> {
  const { stdout } = await runGit(repo, {
    args: ['diff-tree', ...RAW, '--pretty=format:%H %P', head],
    kind: 'read',
  });
  const end = stdout.indexOf('\n');
  const [commit, ...parents] = stdout.slice(0, Math.max(0, end)).split(' ');
  if (parents.length !== 1 || parents[0] !== base) return undefined;
  return parseRaw(`${commit}\0${stdout.slice(end + 1)}`);
}

async function readRange(repo: Repository, base: string, head: string): Promise<RawChange[]> {
  const range = await runGit(repo, {
    args: ['rev-list', '--reverse', '--parents', `${base}..${head}`],
    kind: 'read',
  });
  const commits = range.stdout.split('\n').filter((line) => line !== '');
  if (commits.length === 0) return [];
  const ids = commits.map((line) => line.split(' ', 1)[0] ?? '');
  const { stdout } = await runGit(repo, {
    args: ['diff-tree', '--stdin', ...RAW],
    kind: 'read',
    input: `${ids.join('\n')}\n`,
  });
  const changes = parseRaw(stdout);
  const hasMerges = commits.some((line) => line.split(' ').length > 2);
  return hasMerges ? [...changes, ...(await readUnnamed(repo, base, head, changes))] : changes;
}

type RawChange = ChangedPath & { object: string };

/**
 * `<commit> NUL` then entries: `:<mode> <mode> <object> <object> <status> NUL <path> NUL`, two paths for a rename; of a
 * merge as many colons, modes, objects and status letters as it has parents, and as many old paths before the new one.
 */
function parseRaw(output: string): RawChange[] {
  const fields = output.split('\0');
  const changes: RawChange[] = [];
  let commit = '';
  for (let at = 0; at < fields.length; ) {
    const field = fields[at] ?? '';
    at += 1;
    if (!field.startsWith(':')) {
      if (field !== '') commit = field.trim();
      continue;
    }
    const colons = /^:+/.exec(field)?.[0].length ?? 1;
    const parts = field.slice(colons).split(' ');
    const letters = parts.at(-1) ?? '';
    const mode = parts[colons] ?? '';
    const object = parts[colons * 2 + 1] ?? '';
    const isRename = colons === 1 ? /^[RC]/.test(letters) : true;
    const oldPaths = isRename ? fields.slice(at, at + colons) : [];
    at += oldPaths.length;
    const path = fields[at] ?? '';
    at += 1;
    changes.push(changeOf({ commit, path, letters, mode, object, oldMode: parts[0] ?? '', oldPaths }));
  }
  return changes;
}

function changeOf(raw: {
  commit: string;
  path: string;
  letters: string;
  mode: string;
  object: string;
  oldMode: string;
  oldPaths: string[];
}): RawChange {
  const { commit, path, letters, mode, object, oldMode, oldPaths } = raw;
  const oldPath = letters.includes('R') ? oldPaths.find((old) => old !== path) : undefined;
  return {
    commit,
    path,
    object,
    mode,
    status: statusOf(letters, mode),
    ...(oldMode === '000000' ? {} : { oldMode }),
    ...(oldPath === undefined ? {} : { oldPath }),
    ...(mode === '160000' || oldMode === '160000' ? { isSubmodule: true } : {}),
    ...(path.includes('\ufffd') ? { isUndecodable: true } : {}),
  };
}

/** One letter for each parent; a path is new in a merge when no parent has it. */
function statusOf(letters: string, mode: string): ChangedPath['status'] {
  if (mode === '000000') return 'deleted';
  if (letters.includes('R')) return 'renamed';
  if (/^[AC]/.test(letters) && !/[MT]/.test(letters)) return 'added';
  return letters.startsWith('T') ? 'type_changed' : 'modified';
}

async function readUnnamed(
  repo: Repository,
  base: string,
  head: string,
  named: RawChange[],
): Promise<RawChange[]> {
  const from = await mergeBase(repo, base, head);
  if (from === undefined) return [];
  const { stdout } = await runGit(repo, {
    args: ['diff-tree', '-r', '-z', '-M', '--no-abbrev', from, head],
    kind: 'read',
  });
  const known = new Set(
    named.flatMap(({ path, oldPath }) => (oldPath === undefined ? [path] : [path, oldPath])),
  );
  return parseRaw(`${head}\0${stdout}`).filter(
    ({ path, oldPath }) => !known.has(path) || (oldPath !== undefined && !known.has(oldPath)),
  );
}

async function withSymlinkTargets(repo: Repository, changes: RawChange[]): Promise<ChangedPath[]> {
  const isLink = ({ mode }: RawChange) => mode === '120000';
  const targets = await readTexts(repo, [...new Set(changes.filter(isLink).map(({ object }) => object))]);
  return changes.map((raw) => {
    const { object, ...change } = raw;
    const target = isLink(raw) ? targets.get(object) : undefined;
    if (target === undefined) return change;
    return { ...change, symlinkTarget: target, isSymlinkOutside: leadsOutside(change.path, target) };
  });
}

/** Whether a link, read from its own folder, climbs above the top of the repository or starts at the root. */
function leadsOutside(path: string, target: string): boolean {
  if (target.startsWith('/') || /^[A-Za-z]:/.test(target) || target.startsWith('\\')) return true;
  let depth = path.split('/').length - 1;
  for (const part of target.split(/[/\\]/)) {
    if (part === '..') depth -= 1;
    else if (part !== '.' && part !== '') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}

/**
 * Names that only differ in case or Unicode form stand in one folder, so only the folders of paths that came newly are
 * listed, in one process.
 */
async function withCollisions(
  repo: Repository,
  head: string,
  changes: ChangedPath[],
): Promise<ChangedPath[]> {
  const isFresh = ({ status }: ChangedPath) => status === 'added' || status === 'renamed';
  const fresh = changes.filter((change) => isFresh(change) && !change.isUndecodable);
  if (fresh.length === 0) return changes;
  const folders = new Set(fresh.flatMap(({ path }) => foldersOf(path)));
  const { stdout } = await runGit(repo, {
    args: [
      'ls-tree',
      '-z',
      '--name-only',
      '--full-tree',
      head,
      '.',
      ...[...folders].map((folder) => `${folder}/`),
    ],
    kind: 'read',
  });
  const spellings = new Map<string, Set<string>>();
  for (const name of stdout.split('\0').filter((field) => field !== '')) {
    for (const prefix of [...foldersOf(name), name]) {
      const folded = foldName(prefix);
      spellings.set(folded, (spellings.get(folded) ?? new Set()).add(prefix));
    }
  }
  return changes.map((change) => {
    const others = [...foldersOf(change.path), change.path].flatMap((prefix) =>
      [...(spellings.get(foldName(prefix)) ?? [])].filter((spelling) => spelling !== prefix),
    );
    return others.length === 0 || change.status === 'deleted' ? change : { ...change, collidesWith: others };
  });
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

function foldName(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
