import { lstat, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { waitForGit } from './live-git.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';
import {
  ignoreMissing,
  readTextIfThere,
  removeFile,
  requireWorktreeGitDir,
  writeWhole,
} from './worktree-files.ts';
import { readStatus } from './worktree-status.ts';

/** Written before a work tree is moved and removed after: tells the leavings of a killed move from somebody's edits. */
const JOURNAL = 'muster-move';

/** A checkout of a very large repository on a slow disk. */
const LONGEST_MOVE_MS = 600_000;

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
 * Ends a move whose caller was killed, if there is one: waits for a git that runs on alone, then takes back what a killed
 * one left: files that already are, or are the beginning of, what they were to become, and files taken away to be
 * replaced. Nothing that anyone else wrote matches. Answers whether there was such a move: HEAD and files may have changed.
 */
export async function settleKilledMove(repo: Repository, path: string): Promise<boolean> {
  const gitDir = await requireWorktreeGitDir(path);
  const journal = join(gitDir, JOURNAL);
  const text = await readTextIfThere(journal);
  if (text === undefined) return false;
  await waitForGit(repo, { path, gitDir }, LONGEST_MOVE_MS);
  const { from, to } = JSON.parse(text) as { from: string; to: string };
  const status = await readStatus(repo, path);
  if (status.head === from && status.dirty.length > 0) {
    await takeBack(
      repo,
      { path, from, to },
      status.dirty.map((dirty) => dirty.path),
    );
  }
  await removeFile(journal);
  return true;
}

async function takeBack(repo: Repository, { path, from, to }: Move, dirty: string[]): Promise<void> {
  const entries = await readTouched(repo, from, to);
  const ours: TouchedPath[] = [];
  for (const file of dirty) {
    const entry = entries.get(file);
    if (entry !== undefined && (await isLeaving(repo, path, entry))) ours.push(entry);
  }
  if (ours.length === 0) return;
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
