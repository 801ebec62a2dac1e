import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type RunProcess, runProcess } from '@musterhq/process';
import { makeTemporaryRepository } from '@musterhq/testing';
import { afterAll } from 'vitest';
import { openRepository, type Repository } from '../src/index.ts';

const removals: (() => void)[] = [];

afterAll(() => {
  for (const remove of removals.splice(0)) remove();
});

export const AUTHOR = { name: 'Session 2', email: 'session-2@example.test' };
export const DATE = '2026-01-02T03:04:05Z';

export type GitRepository = {
  /** Holds the checkout and has room for worktrees. */
  root: string;
  dir: string;
  env: Record<string, string>;
  repo: Repository;
  /** Runs git and answers its trimmed output; throws when it fails. */
  git: (...args: string[]) => string;
  gitIn: (folder: string, ...args: string[]) => string;
  write: (path: string, text: string) => void;
  /** Writes files and commits everything in the checkout; answers the commit. */
  commit: (message: string, files?: Record<string, string>) => string;
  worktree: (name: string) => string;
};

/** A temporary repository, opened, with the short hands that these tests need. */
export async function makeRepository(
  files: Record<string, string> = { 'README.md': 'one\n' },
): Promise<GitRepository> {
  const { dir, env, remove } = await makeTemporaryRepository({ files });
  removals.push(remove);
  const root = dirname(dir);
  const gitIn = (folder: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: folder, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args.join(' ')} failed: ${stderr}${stdout}`);
    return stdout.trimEnd();
  };
  const git = (...args: string[]) => gitIn(dir, ...args);
  const write = (path: string, text: string) => writeFileAt(join(dir, path), text);
  const commit = (message: string, changes: Record<string, string> = {}) => {
    for (const [path, text] of Object.entries(changes)) write(path, text);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  const repo = await openRepository({ dir, env });
  return {
    root,
    dir,
    env,
    repo,
    git,
    gitIn,
    write,
    commit,
    worktree: (name) => join(root, 'worktrees', name),
  };
}

/** The same repository, and the names of the git commands that were run in it since they were last taken. */
export function countGit(repo: Repository): { counted: Repository; taken(): string[] } {
  let names: string[] = [];
  const run: RunProcess = (options) => {
    const words = options.args.join('\0').replaceAll(/-c\0[^\0]*\0/g, '');
    names.push(words.split('\0', 1)[0] ?? '');
    return runProcess(options);
  };
  return {
    counted: { ...repo, run },
    taken() {
      const taken = names;
      names = [];
      return taken;
    },
  };
}

export function writeFileAt(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
}
