import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { loadTokenCounter } from '@musterhq/engine';
import { removePostgres } from '@musterhq/postgres';
import type { Benchmark, Table } from './benchmark.ts';

/** Outside /tmp, where some agents may write freely, and worktrees must therefore not be. */
const home = '/var/tmp';
/** What a session says of a finished task has at most so many tokens. */
const longestReport = 150;

type LoggedEvent = {
  kind: string;
  session: number | null;
  task: string | null;
  data: { id?: string; commit?: string; message?: string; artifacts?: string[] };
};

/**
 * Tokens of every brief of a whole run of the drill, beside the naive way: in every turn the whole document, one report for each
 * finished task, and the files that the brief names in full. Then the plan once more, in a copy that has the stored results.
 */
export const briefs: Benchmark = {
  name: 'briefs',
  title: "the drill's work by the mission's document, or by the drill's own where that is not there",
  run: async (): Promise<Table> => {
    const folder = mkdtempSync(join(home, 'muster-bench-'));
    const [first, second] = [join(folder, 'first'), join(folder, 'second')];
    try {
      makeRepository(first);
      runPlan(first);
      const { rows, ratio, withoutFiles, finished } = await measure(first);
      git(folder, 'init', '--quiet', '--initial-branch=main', second);
      copyBeginning(first, second);
      runPlan(second);
      return {
        columns: ['turn', 'brief', 'document', 'reports', 'files', 'naive', 'ratio'],
        rows,
        notes: [
          `a brief is ${ratio} times smaller over the whole plan (aim: 5), and ${withoutFiles} times without the files`,
          `naive: the document, for each finished task a report of at most ${longestReport} tokens, and each file that the brief names by its path, in every turn`,
          'tokens of the vocabulary o200k_base; the briefs are those that lay before the turns',
          ...reuseNotes(second, finished),
        ],
      };
    } finally {
      for (const dir of [first, second])
        if (existsSync(join(dir, '.muster'))) await removePostgres({ stateDir: join(dir, '.muster') });
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function measure(
  dir: string,
): Promise<{ rows: string[][]; ratio: string; withoutFiles: string; finished: number }> {
  const count = await loadTokenCounter();
  const events = logOf(dir);
  const document = count(readFileSync(documentFile(), 'utf8'));
  const reports = new Map<string, number>();
  const said = new Map<string, string>();
  const turns: { name: string; brief: number; reports: number; files: number }[] = [];
  for (const event of events) {
    const task = event.task ?? '';
    if (event.kind === 'turn_finished') said.set(task, reportOf(event));
    if (event.kind === 'task_integrated')
      reports.set(task, Math.min(longestReport, count(said.get(task) ?? '')));
    if (event.kind !== 'turn_started') continue;
    const text = readFileSync(join(dir, '.muster', 'briefs', `${event.data.id}.md`), 'utf8');
    const done = events.find((one) => one.kind === 'commit_made' && one.task === task);
    const files = namedFiles(dir, `${done?.data.commit}^1`, text);
    turns.push({
      name: `${task}, Session ${event.session}`,
      brief: count(text),
      reports: [...reports.values()].reduce((sum, tokens) => sum + tokens, 0),
      files: files.reduce((sum, content) => sum + count(content), 0),
    });
  }
  const naiveOf = (turn: (typeof turns)[number]) => document + turn.reports + turn.files;
  const total = (of: (turn: (typeof turns)[number]) => number) =>
    turns.reduce((sum, turn) => sum + of(turn), 0);
  const rowOf = (name: string, brief: number, parts: number[], naive: number) => [
    name,
    ...[brief, ...parts, naive].map(String),
    (naive / brief).toFixed(1),
  ];
  const sums = [document * turns.length, total(({ reports }) => reports), total(({ files }) => files)];
  const all = rowOf(
    'whole plan',
    total(({ brief }) => brief),
    sums,
    total(naiveOf),
  );
  return {
    rows: [
      ...turns.map((turn) =>
        rowOf(turn.name, turn.brief, [document, turn.reports, turn.files], naiveOf(turn)),
      ),
      all,
    ],
    ratio: all.at(-1)!,
    withoutFiles: ((sums[0]! + sums[1]!) / total(({ brief }) => brief)).toFixed(1),
    finished: turns.length,
  };
}

/** In the form that sessions report in: what is done, with its files. */
function reportOf({ session, task, data }: LoggedEvent): string {
  const files = (data.artifacts ?? []).length === 0 ? '' : ` (${data.artifacts!.join(', ')})`;
  return `- Session ${session} (progress): ${task}: Done. ${data.message ?? ''}${files}\n`;
}

/** The contents of the files whose whole path stands in a text, as they were when the turn began. */
function namedFiles(dir: string, commit: string, text: string): string[] {
  const words = new Set(text.split(/[\s,:()`'"]+/));
  const paths = git(dir, 'ls-tree', '-r', '--name-only', commit).trim().split('\n');
  return paths.filter((path) => words.has(path)).map((path) => git(dir, 'show', `${commit}:${path}`));
}

type ReuseView = {
  hits: number;
  entries: { label: string; state: string; reason: string }[];
  saved: { turns: number; briefTokens: number };
};

function reuseNotes(dir: string, tasks: number): string[] {
  const view = JSON.parse(muster(dir, 'reuse', '--json')) as ReuseView;
  const turns = logOf(dir).filter(({ kind, data }) => kind === 'turn_started' && 'driver' in data);
  const driven = turns.filter(({ data }) => (data as { driver?: string }).driver !== 'replay').length;
  const missed = view.entries.filter(({ state }) => state !== 'hit');
  return [
    `once more in a copy with the stored results: ${driven} turns of a driver, ${view.hits} of ${tasks} tasks replayed, ${view.saved.briefTokens} tokens of briefs not spent again`,
    ...missed.map(({ label, reason }) => `  ${label} was done: ${reason}`),
  ];
}

/** What the repository was before its first run, with the results that it keeps since. */
function copyBeginning(from: string, to: string): void {
  git(to, 'fetch', '--quiet', from, 'main', 'refs/muster/results/*:refs/muster/results/*');
  const [beginning] = git(from, 'rev-list', '--max-parents=0', 'main').split('\n');
  git(to, 'reset', '--quiet', '--hard', beginning!);
  introduce(to);
}

function makeRepository(dir: string): void {
  mkdirSync(dir, { recursive: true });
  for (const name of readdirSync(resolve('drill/repository')))
    cpSync(resolve('drill/repository', name), join(dir, name), { recursive: true });
  mkdirSync(join(dir, 'muster'), { recursive: true });
  writeFileSync(join(dir, 'muster/config.yaml'), 'reuse: all\n');
  git(dir, 'init', '--quiet', '--initial-branch=main');
  introduce(dir);
  git(dir, 'add', '--all');
  git(dir, 'commit', '--quiet', '--message=Begin');
}

function introduce(dir: string): void {
  git(dir, 'config', 'user.name', 'Bench');
  git(dir, 'config', 'user.email', 'bench@muster.invalid');
}

function documentFile(): string {
  const mission = resolve('..', 'shared', 'seed', 'MULTI_SESSION_COORDINATION.md');
  return existsSync(mission) ? mission : resolve('drill', 'MULTI_SESSION_COORDINATION.md');
}

function runPlan(dir: string): void {
  const bound = ['--gates', resolve('drill/gates.yaml'), '--runbook', resolve('drill/runbook.yaml')];
  muster(dir, 'run', documentFile(), '--pace', 'asap', ...bound);
}

const logOf = (dir: string): LoggedEvent[] =>
  muster(dir, 'log', '--json')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as LoggedEvent);

const muster = (dir: string, ...args: string[]): string =>
  run(dir, process.execPath, [resolve('coord/cli/bin/muster.js'), ...args]);
const git = (dir: string, ...args: string[]): string => run(dir, 'git', args);

function run(cwd: string, command: string, args: string[]): string {
  const options = { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, stdout, stderr } = spawnSync(command, args, options);
  if (status !== 0)
    throw new Error(
      `${command} ${args.join(' ')} ended with exit code ${status}: ${stderr}${stdout.slice(-2000)}`,
    );
  return stdout;
}
