import { lstat, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import {
  ignoreMissing,
  readTextIfThere,
  removeFile,
  requireWorktreeGitDir,
  writeWhole,
} from './worktree-files.ts';

/** Written before a work tree is moved and removed after: tells the leavings of a killed move from somebody's edits. */
const JOURNAL = 'muster-move';

type Move = { path: string; from: string; to: string };

/** Runs `move` with the journal on disk; afterwards, done or refused, the work tree is whole and the journal gone. */
export async function withMoveJournal<Answer>(
  { path, from, to }: Move,
  move: () => Promise<Answer>,
): Promise<Answer> {
  const journal = join(await requireWorktreeGitDir(path), JOURNAL);
  await writeWhole(journal, JSON.stringify({ from, to }));
  const answer = await move();
  await removeFile(journal);
  return answer;
}

/**
 * Takes back what a killed move left in a work tree whose HEAD has not moved: files that already are, or are the beginning
 * of, what they were to become, and files taken away to be replaced. Nothing that anyone else wrote matches. Answers
 * whether anything was taken back.
 */
export async function takeBackKilledMove(
  repo: Repository,
  { path, head, dirty }: { path: string; head: string; dirty: string[] },
): Promise<boolean> {
  const journal = join(await requireWorktreeGitDir(path), JOURNAL);
  const text = await readTextIfThere(journal);
  if (text === undefined) return false;
  const { from, to } = JSON.parse(text) as { from: string; to: string };
  if (from !== head) {
    await removeFile(journal);
    return false;
  }
  const entries = await readTouched(repo, from, to);
  const ours: TouchedPath[] = [];
  for (const file of dirty) {
    const entry = entries.get(file);
    if (entry !== undefined && (await isLeaving(repo, path, entry))) ours.push(entry);
  }
  if (ours.length === 0) return false;
  const list = (some: TouchedPath[]) => some.map((entry) => `${entry.path}\0`).join('');
  await runGit(repo, {
    args: ['reset', '--quiet', '--pathspec-from-file=-', '--pathspec-file-nul'],
    cwd: path,
    kind: 'write',
    input: list(ours),
    env: { GIT_LITERAL_PATHSPECS: '1' },
    accept: [0, 1],
  });
  const before = ours.filter((entry) => entry.wasThere);
  for (const entry of ours.filter(({ wasThere }) => !wasThere))
    await rm(join(path, entry.path), { force: true });
  await runGit(repo, {
    args: ['checkout-index', '--force', '--quiet', '--index', '-z', '--stdin'],
    cwd: path,
    kind: 'write',
    input: list(before),
  });
  return true;
}

/** A path that differs between two commits; `object` and `mode` are the newer side's, absent where it is deleted. */
export type TouchedPath = { path: string; wasThere: boolean; object?: string; mode?: string };

export async function readTouched(
  repo: Repository,
  from: string,
  to: string,
): Promise<Map<string, TouchedPath>> {
  const { stdout } = await runGit(repo, {
    args: ['diff-tree', '-r', '-z', '--no-renames', '--no-abbrev', '--ignore-submodules=none', from, to],
    kind: 'read',
  });
  const fields = stdout.split('\0');
  const touched = new Map<string, TouchedPath>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [, mode = '', , object = '', status = ''] = (fields[at] ?? '').split(' ');
    const path = fields[at + 1] ?? '';
    touched.set(path, { path, wasThere: status !== 'A', ...(status === 'D' ? {} : { object, mode }) });
  }
  return touched;
}

async function isLeaving(repo: Repository, path: string, entry: TouchedPath): Promise<boolean> {
  const file = join(path, entry.path);
  const found = await lstat(file).catch(ignoreMissing);
  if (found === undefined) return true;
  if (entry.object === undefined || entry.mode === '160000') return false;
  const becoming = (await runGit(repo, { args: ['cat-file', 'blob', entry.object], kind: 'read' })).stdout;
  if (found.isSymbolicLink()) return (await readlink(file)) === becoming;
  if (!found.isFile()) return false;
  const { stdout } = await runGit(repo, { args: ['hash-object', '--', entry.path], cwd: path, kind: 'read' });
  if (stdout.trim() === entry.object) return true;
  // A write that was cut short. Bytes that are not text cannot be compared through text: such a file counts as edited.
  const text = await readFile(file, 'utf8');
  return !becoming.includes('\ufffd') && becoming.startsWith(text.replace(/\ufffd+$/, ''));
}
