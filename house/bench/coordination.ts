import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { removePostgres } from '@musterhq/postgres';
import { type Benchmark, median, type Table } from './benchmark.ts';
import { planOf, tasksEach } from './measured-plan.ts';

/** Outside /tmp, where some agents may write freely, and worktrees must therefore not be. */
const home = '/var/tmp';
const stepMs = 100;

type LoggedEvent = { kind: string; task: string | null; at: string; data: { id?: string } };

/** What Muster adds to a task beside what its driver needs, next to the same git commands in a shell script. */
export const coordination: Benchmark = {
  name: 'coordination',
  title: `${tasksEach} tasks for each of 1, 4 and 16 sessions; a step of ${stepMs} ms; no gates`,
  run: async (): Promise<Table> => {
    const rows: string[][] = [];
    for (const sessions of [1, 4, 16]) rows.push(await measure(sessions));
    return {
      columns: [
        'sessions',
        'tasks',
        'overhead ms a task',
        'worst ms',
        'bare git ms a task',
        'ratio',
        'makespan s',
        'critical path s',
        'ratio',
      ],
      rows,
      notes: [
        "overhead: from the start of a task to its integration, without its driver's steps; waiting for the landing line included",
        'bare git: worktree, commit, merge and move of every task, one after the other in a shell script',
        "critical path: the longest chain of the drivers' own steps",
        await countGit(4),
      ],
    };
  },
};

/** Runs in a folder of its own, which goes with all that a run leaves outside of it. */
async function inFolder<Answer>(work: (folder: string) => Answer): Promise<Answer> {
  const folder = mkdtempSync(join(home, 'muster-bench-'));
  try {
    return work(folder);
  } finally {
    await removePostgres({ stateDir: join(folder, 'run', '.muster') });
    rmSync(folder, { recursive: true, force: true });
  }
}

function measure(sessions: number): Promise<string[]> {
  return inFolder((folder) => {
    const events = runMuster(join(folder, 'run'), sessions);
    const bareMs = runBare(join(folder, 'bare'), sessions) / (sessions * tasksEach);
    const at = (kind: string) =>
      new Map(
        events.filter((event) => event.kind === kind).map((event) => [event.task, Date.parse(event.at)]),
      );
    const started = at('attempt_started');
    const integrated = at('task_integrated');
    const overheads = [...started].map(
      ([task, from]) => (integrated.get(task) ?? Number.NaN) - from - stepMs,
    );
    const makespan = Math.max(...integrated.values()) - Math.min(...started.values());
    const critical = tasksEach * stepMs;
    return [
      String(sessions),
      String(started.size),
      median(overheads).toFixed(0),
      Math.max(...overheads).toFixed(0),
      bareMs.toFixed(0),
      (median(overheads) / bareMs).toFixed(1),
      (makespan / 1000).toFixed(2),
      (critical / 1000).toFixed(2),
      (makespan / critical).toFixed(1),
    ];
  });
}

/** A figure that does not depend on what else the machine does; not counted while times are taken. */
function countGit(sessions: number): Promise<string> {
  return inFolder((folder) => {
    const count = (name: string, run: (dir: string, trace: string) => unknown) => {
      const trace = join(folder, `${name}-trace`);
      mkdirSync(trace);
      run(join(folder, name), trace);
      // One file for each process; the id in it shows by a slash that another git started it.
      const own = readdirSync(trace).filter(
        (file) => !/"sid":"[^"]*\//.test(readFileSync(join(trace, file), 'utf8').split('\n', 1)[0] ?? ''),
      );
      return (own.length / (sessions * tasksEach)).toFixed(1);
    };
    const muster = count('run', (dir, trace) => runMuster(dir, sessions, { GIT_TRACE2_EVENT: trace }));
    const bare = count('bare', (dir, trace) => runBare(dir, sessions, { GIT_TRACE2_EVENT: trace }));
    return `git processes a task: ${muster}, begin and end of the run included; bare ${bare} (${sessions} sessions)`;
  });
}

function runMuster(dir: string, sessions: number, env: Record<string, string> = {}): LoggedEvent[] {
  makeRepository(dir);
  writeFileSync(join(dir, 'PLAN.md'), planOf(sessions));
  mkdirSync(join(dir, 'muster'));
  writeFileSync(join(dir, 'muster', 'runbook.yaml'), runbookOf(sessions));
  shell(dir, 'git add -A && git commit -qm plan');
  const muster = resolve('coord/cli/bin/muster.js');
  node(dir, [muster, 'run', 'PLAN.md'], env);
  const { stdout } = node(dir, [muster, 'log', '--json']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LoggedEvent);
}

function runbookOf(sessions: number): string {
  const lines = ['version: 1', 'tasks:'];
  for (let block = 1; block <= tasksEach; block += 1) {
    for (let n = 1; n <= sessions; n += 1) {
      lines.push(
        `  b${block}s${n}:`,
        '    steps:',
        `      - run: sleep ${stepMs / 1000} && mkdir -p s${n} && echo ${block} > s${n}/part-${block}.txt`,
        `    commit: Add part ${block} of seat ${n}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The git commands that the work itself needs, and nothing that makes it safe. */
function runBare(dir: string, sessions: number, env: Record<string, string> = {}): number {
  makeRepository(dir);
  shell(dir, 'echo plan > PLAN.md && git add -A && git commit -qm plan && git branch integration');
  const lines = ['set -e'];
  for (let block = 1; block <= tasksEach; block += 1) {
    for (let n = 1; n <= sessions; n += 1) {
      const tree = `.trees/s${n}`;
      if (block === 1) lines.push(`git worktree add -q -b s${n} ${tree} integration`);
      else lines.push(`git -C ${tree} merge -q --ff-only integration`);
      lines.push(
        `mkdir -p ${tree}/s${n} && echo ${block} > ${tree}/s${n}/part-${block}.txt`,
        `git -C ${tree} add -A && git -C ${tree} commit -qm "Add part ${block} of seat ${n}"`,
        `tree=$(git merge-tree --write-tree integration s${n})`,
        `commit=$(git commit-tree -p integration -p s${n} -m "Integrate" $tree)`,
        'git update-ref refs/heads/integration $commit',
      );
    }
  }
  const startedMs = performance.now();
  shell(dir, lines.join('\n'), env);
  return performance.now() - startedMs;
}

function makeRepository(dir: string): void {
  mkdirSync(dir, { recursive: true });
  shell(dir, 'git init -qb main && git config user.name Bench && git config user.email bench@muster.invalid');
}

function shell(cwd: string, script: string, env: Record<string, string> = {}): void {
  const options = { cwd, encoding: 'utf8', env: { ...process.env, ...env } } as const;
  const { status, stderr } = spawnSync('sh', ['-c', script], options);
  if (status !== 0) throw new Error(`the script ended with exit code ${status}: ${stderr}`);
}

function node(cwd: string, args: string[], env: Record<string, string> = {}): { stdout: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0)
    throw new Error(`node ${args.join(' ')} ended with exit code ${status}: ${stderr}${stdout.slice(-2000)}`);
  return { stdout };
}
