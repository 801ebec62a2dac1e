import { readFileSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runProcess } from '@musterhq/process';
import { REPOSITORY_MARKER } from './git-environment.ts';
import { GitError } from './git-error.ts';
import type { Repository } from './repository.ts';
import { readTextIfThere } from './worktree-files.ts';

/** Commands that hold no lock: those a person leaves open in a pager for hours, and git's own watcher of files. */
const IDLE = new Set([
  'log',
  'diff',
  'show',
  'blame',
  'grep',
  'cat-file',
  'ls-files',
  'reflog',
  'help',
  'rev-list',
  'fsmonitor--daemon',
]);

/** One worktree: its folder and its own git folder. */
export type WorktreeScope = { path: string; gitDir: string };

type GitProcess = { pid: string; command: string[]; environment: string[]; cwd: string | undefined };

/**
 * A live git process that may be writing, in words, or undefined. With a scope: one that works in the worktree or was
 * told its path. Without: one that carries our marker (it, or what started it, was started by this package for this
 * repository), or works in any of its folders. Only Linux shows that much of a process; elsewhere any git process of the
 * machine counts.
 */
export async function findLiveGit(repo: Repository, scope?: WorktreeScope): Promise<string | undefined> {
  if (process.platform !== 'linux') return findAnyGit(repo);
  const folders = await listWorkFolders(repo);
  for await (const { pid, command, environment, cwd } of readGitProcesses()) {
    if (IDLE.has(command.slice(1).find((word) => !word.startsWith('-')) ?? '')) continue;
    const isTold =
      scope === undefined
        ? environment.includes(`${REPOSITORY_MARKER}=${repo.commonDir}`)
        : isNamed(scope, [...command, ...environment]);
    if (isTold) return `git process ${pid} of this repository is alive`;
    // Worktrees may stand inside one another: a process is at work in the innermost.
    const inside = folders
      .filter((folder) => cwd === folder || cwd?.startsWith(folder + sep))
      .sort((one, other) => other.length - one.length)[0];
    if (inside !== undefined && (scope === undefined || inside === scope.path || inside === scope.gitDir)) {
      return `git process ${pid} is at work in ${cwd}`;
    }
  }
  return undefined;
}

/** Waits until no git process is left that may be writing in the worktree; throws `locked` after `longestMs`. */
export async function waitForGit(repo: Repository, scope: WorktreeScope, longestMs: number): Promise<void> {
  const giveUpAt = performance.now() + longestMs;
  for (;;) {
    const holder = await findLiveGit(repo, scope);
    if (holder === undefined) return;
    if (performance.now() > giveUpAt) {
      throw new GitError(
        'locked',
        `a git command is still at work in ${scope.path} after ${longestMs} ms: ${holder}`,
        {
          ...scope,
          holder,
        },
      );
    }
    await delay(50);
  }
}

/** The worktree whose own git folder holds this file; undefined for a file that all worktrees share. */
export async function scopeOf(repo: Repository, file: string): Promise<WorktreeScope | undefined> {
  if (dirname(file) === repo.commonDir && /^(index|HEAD)\.lock$/.test(basename(file))) {
    return { path: mainFolder(repo), gitDir: repo.commonDir };
  }
  const linked = join(repo.commonDir, 'worktrees') + sep;
  if (!file.startsWith(linked)) return undefined;
  const gitDir = join(linked, file.slice(linked.length).split(sep, 1)[0] ?? '');
  const dotGit = (await readTextIfThere(join(gitDir, 'gitdir')))?.trim();
  return dotGit === undefined ? undefined : { path: dirname(dotGit), gitDir };
}

/** Whether an argument or a variable is the worktree's path; the shell's own record of where it was does not count. */
function isNamed({ path, gitDir }: WorktreeScope, words: string[]): boolean {
  return words.some((word) => {
    if (
      /^(PWD|OLDPWD|INIT_CWD|GIT_CEILING_DIRECTORIES)=/.test(word) ||
      word.startsWith(`${REPOSITORY_MARKER}=`)
    ) {
      return false;
    }
    const value = word.slice(word.indexOf('=') + 1);
    return value === path || value === gitDir || value === join(path, '.git');
  });
}

function mainFolder(repo: Repository): string {
  return basename(repo.commonDir) === '.git' ? dirname(repo.commonDir) : repo.commonDir;
}

async function* readGitProcesses(): AsyncGenerator<GitProcess> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const name = readName(pid);
    if (name === undefined || !/^git(-|$)/m.test(name)) continue;
    if (/^State:\s+[ZX]/m.test((await readProc(pid, 'status')) ?? '')) continue;
    yield {
      pid,
      command: ((await readProc(pid, 'cmdline')) ?? '').split('\0').filter((word) => word !== ''),
      environment: ((await readProc(pid, 'environ')) ?? '').split('\0'),
      cwd: await readlink(`/proc/${pid}/cwd`).catch(() => undefined),
    };
  }
}

/** Read from the shared folder's own list: no git process, which might wait for the very lock. */
async function listWorkFolders(repo: Repository): Promise<string[]> {
  const names = await readdir(join(repo.commonDir, 'worktrees')).catch(() => []);
  const linked = await Promise.all(
    names.map((name) => readTextIfThere(join(repo.commonDir, 'worktrees', name, 'gitdir'))),
  );
  return [
    repo.dir,
    mainFolder(repo),
    repo.commonDir,
    ...linked.flatMap((file) => (file === undefined ? [] : [dirname(file.trim())])),
  ];
}

/**
 * Without waiting, since it is asked of every process of the machine: 98 of them took 1.3 ms so, 13 ms through the thread pool, and 64 ms
 * when eight worktrees were made at the same time (Node 20, 2 cores, 2026-11-23).
 */
function readName(pid: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8');
  } catch {
    return undefined;
  }
}

/** Undefined when the process ended meanwhile or belongs to another account. */
async function readProc(pid: string, file: string): Promise<string | undefined> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => undefined);
}

async function findAnyGit(repo: Repository): Promise<string | undefined> {
  const table = await runProcess({
    command: 'ps',
    args: ['-A', '-o', 'pid=,comm='],
    cwd: repo.dir,
    env: repo.env,
  });
  if (table.exitCode !== 0) return 'the processes of this machine cannot be listed';
  const line = table.stdout.split('\n').find((row) => /\s(\S*\/)?git$/.test(row.trimEnd()));
  return line === undefined ? undefined : `git process ${line.trim().split(/\s+/)[0]} is alive`;
}
