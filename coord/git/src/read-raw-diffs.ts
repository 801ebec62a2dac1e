import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

export type DiffPair = { before: string; after: string };

/** One path in which two commits differ. Objects and modes are absent on the side that has no such file. */
export type RawChange = {
  path: string;
  /** The path before, where git takes the change for a rename. */
  oldPath?: string;
  oldMode?: string;
  oldObject?: string;
  /** `000000` where the file is gone. */
  mode: string;
  object?: string;
};

/** The changed paths of several pairs of commits, in one process. No commit may be `after` twice. */
export async function readRawDiffs(repo: Repository, pairs: DiffPair[]): Promise<RawChange[][]> {
  const { stdout } = await runGit(repo, {
    args: ['diff-tree', '--stdin', '-r', '-z', '--raw', '-M', '--no-abbrev', '--ignore-submodules=none'],
    kind: 'read',
    input: pairInput(pairs),
  });
  const found = new Map<string, RawChange[]>(pairs.map(({ after }) => [after, []]));
  const fields = stdout.split('\0');
  let changes: RawChange[] = [];
  for (let at = 0; at < fields.length; ) {
    const field = fields[at] ?? '';
    at += 1;
    if (!field.startsWith(':')) {
      changes = found.get(field) ?? changes;
      continue;
    }
    const [oldMode = '', mode = '', oldObject = '', object = '', letter = ''] = field.slice(1).split(' ');
    const isRename = letter.startsWith('R');
    const [path = '', renamed = ''] = fields.slice(at, at + 2);
    at += isRename ? 2 : 1;
    changes.push({
      path: isRename ? renamed : path,
      mode,
      ...(isRename ? { oldPath: path } : {}),
      ...(isNothing(oldObject) && letter === 'A' ? {} : { oldMode, oldObject }),
      ...(letter === 'D' ? {} : { object }),
    });
  }
  return pairs.map(({ after }) => found.get(after) ?? []);
}

/** Git takes the second commit of a line for the parent of the first. */
export function pairInput(pairs: DiffPair[]): string {
  return pairs.map(({ before, after }) => `${after} ${before}\n`).join('');
}

const isNothing = (object: string): boolean => /^0+$/.test(object);
