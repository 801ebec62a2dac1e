import { fullRef, treeOf } from './refs.ts';
import type { Repository } from './repository.ts';
import { gitFailure, runGit } from './run-git.ts';
import { parseTrailers, type Trailers } from './trailers.ts';

/** A file's text in a commit (of a symbolic link, its target); undefined when the commit has no such file. */
export async function readFileAt(
  repo: Repository,
  commit: string,
  path: string,
): Promise<string | undefined> {
  const call = { args: ['cat-file', 'blob', `${commit}:${path}`] };
  const result = await runGit(repo, { ...call, kind: 'read', accept: 'any' });
  if (result.exitCode === 0) return result.stdout;
  // In the same words git reports an unknown commit.
  await treeOf(repo, commit);
  if (/does not exist in|exists on disk, but not in|bad file|is a tree|not a blob/.test(result.stderr)) {
    return undefined;
  }
  throw gitFailure(call, result);
}

/** The object id of a text, stored in the repository when `isStored`. */
export async function hashObject(
  repo: Repository,
  content: string | Uint8Array,
  options: { isStored?: boolean } = {},
): Promise<string> {
  const { stdout } = await runGit(repo, {
    args: ['hash-object', '--stdin', ...(options.isStored === true ? ['-w'] : [])],
    kind: options.isStored === true ? 'write' : 'read',
    input: content,
  });
  return stdout.trim();
}

export type TreeEntry = { mode: string; kind: 'blob' | 'tree' | 'commit'; object: string; path: string };

/** Every file of a commit or tree, or of one folder in it. */
export async function listTree(repo: Repository, treeish: string, folder?: string): Promise<TreeEntry[]> {
  const { stdout } = await runGit(repo, {
    args: ['ls-tree', '-r', '-z', '--full-tree', treeish, ...(folder === undefined ? [] : ['--', folder])],
    kind: 'read',
  });
  return stdout
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', kind = 'blob', object = ''] = line.slice(0, tab).split(' ');
      return { mode, kind: kind as TreeEntry['kind'], object, path: line.slice(tab + 1) };
    });
}

export type LoggedCommit = {
  commit: string;
  parents: string[];
  author: { name: string; email: string };
  /** ISO 8601 with the committer's offset. */
  date: string;
  subject: string;
  trailers: Trailers;
};

/** The newest commits of a ref along first parents: each landing is one. Empty when there is no such ref. */
export async function readLog(
  repo: Repository,
  ref: string,
  { limit, isMainline }: { limit: number; isMainline: boolean },
): Promise<LoggedCommit[]> {
  const call = {
    args: [
      ...['log', '-z', '--no-show-signature', '--no-mailmap', `--max-count=${limit}`],
      ...(isMainline ? ['--first-parent'] : []),
      ...['--format=%H%x00%P%x00%an%x00%ae%x00%cI%x00%s%x00%B', fullRef(ref), '--'],
    ],
  };
  const result = await runGit(repo, { ...call, kind: 'read', accept: 'any' });
  if (/bad revision|unknown revision/.test(result.stderr)) return [];
  if (result.exitCode !== 0) throw gitFailure(call, result);
  const fields = result.stdout.split('\0');
  return Array.from({ length: Math.floor(fields.length / 7) }, (_, at) => {
    const [commit = '', parents = '', name = '', email = '', date = '', subject = '', body = ''] =
      fields.slice(at * 7, at * 7 + 7);
    return {
      commit,
      parents: parents.split(' ').filter((parent) => parent !== ''),
      author: { name, email },
      date,
      subject,
      trailers: parseTrailers(body),
    };
  });
}

/** Commits that no ref, work tree or index reaches (logs of refs do not count), for the check that nothing was lost. */
export async function listUnreachable(repo: Repository): Promise<string[]> {
  const { stdout } = await runGit(repo, {
    args: ['fsck', '--unreachable', '--no-reflogs', '--no-progress', '--connectivity-only'],
    kind: 'read',
    timeoutMs: 600_000,
  });
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('unreachable commit '))
    .map((line) => line.slice('unreachable commit '.length))
    .sort();
}
