import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { openRepository, type Repository } from '../src/index.ts';

/** Not under /tmp: some machines keep that in memory or clean it while tests run. */
const ROOT = '/var/tmp';
const made: string[] = [];

afterAll(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(ROOT, 'muster-git-')));
  made.push(folder);
  return folder;
}

export const AUTHOR = { name: 'Session 2', email: 'session-2@example.org' };
export const DATE = '2026-01-02T03:04:05Z';

/** Nothing of the account that runs the tests: no global configuration, no agent, no language. */
export function gitEnv(home: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    HOME: home,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
  };
}

export type TemporaryRepository = {
  /** Holds the checkout as `main-checkout` and room for worktrees. */
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

export async function makeRepository(
  files: Record<string, string> = { 'README.md': 'one\n' },
): Promise<TemporaryRepository> {
  const root = temporaryFolder();
  const dir = join(root, 'main-checkout');
  mkdirSync(dir);
  const env = gitEnv(root);
  const gitIn = (folder: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('git', args, { cwd: folder, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args.join(' ')} failed: ${stderr}${stdout}`);
    return stdout.trimEnd();
  };
  const git = (...args: string[]) => gitIn(dir, ...args);
  const write = (path: string, text: string) => writeFileAt(join(dir, path), text);
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Owner');
  git('config', 'user.email', 'owner@example.org');
  const commit = (message: string, changes: Record<string, string> = {}) => {
    for (const [path, text] of Object.entries(changes)) write(path, text);
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  commit('First', files);
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

export function writeFileAt(file: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode });
}
