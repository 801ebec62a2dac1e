import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import {
  cloneDatabase,
  makePool,
  openPostgres,
  readMigrations,
  removePostgres,
  runMigrations,
} from '@musterhq/postgres';
import { type Benchmark, median, type Table } from './benchmark.ts';
import { badFolder, branches, copyOf, git, type LandingCorpus, makeLandingCorpus } from './landing-corpus.ts';
import type { LaneOrder, LaneResult } from './landing-lane.ts';
import { range } from './random.ts';

/** Outside /tmp, where some agents may write freely, and worktrees must therefore not be. */
const home = '/var/tmp';
/** About ten minutes on two cores; bad ones at the head, in the middle and at the tail. */
const usualSeeds = 2;
const longestLaneMs = 300_000;

type Gate = { name: string; command: string };
type Lane = { name: string } & Pick<LaneOrder, 'by' | 'window' | 'floor' | 'parallel'>;

const gates: readonly Gate[] = [
  { name: 'waits 2 s', command: 'sleep 2' },
  { name: 'computes 1 s', command: `'${process.execPath}' -e '${computing()}'` },
];

const lanes: readonly Lane[] = [
  { name: 'serial', by: 'queue', window: 1, floor: 1, parallel: 1 },
  { name: 'batch and bisect', by: 'batches', window: 1, floor: 1, parallel: 4 },
  { name: 'queue, window 4', by: 'queue', window: 4, floor: 2, parallel: 4 },
  { name: 'queue, window 8', by: 'queue', window: 8, floor: 4, parallel: 8 },
];

/** A second of the processor's time, however many share it. */
function computing(): string {
  return 'let x = 0; while (process.cpuUsage().user < 1e6) for (let i = 0; i < 1e6; i += 1) x += i % 7;';
}

/** How quickly work that waits comes onto the integration branch, and what that costs, beside the usual ways. */
export const landing: Benchmark = {
  name: 'landing',
  title: `${branches} branches over 1000 files: 6 overlap (2 conflict), 2 are bad; worktrees for gates are made within`,
  run: async ({ seeds = usualSeeds } = {}): Promise<Table> => {
    const folder = mkdtempSync(join(home, 'muster-bench-'));
    // The server's account passes through here on its way to the data; the state itself is private.
    chmodSync(folder, 0o755);
    const stateDir = join(folder, 'postgres');
    mkdirSync(stateDir, { mode: 0o700 });
    const server = await openPostgres({ stateDir, systemStateDir: join(folder, 'system') });
    const measured: Measured[] = [];
    try {
      for (const seed of range(seeds).map((at) => at + 1)) {
        const here = join(folder, `seed-${seed}`);
        mkdirSync(here);
        const corpus = makeLandingCorpus(join(here, 'corpus'), seed);
        for (const gate of gates) measured.push(await measure(here, corpus, { seed, gate, server }));
        rmSync(here, { recursive: true, force: true });
      }
    } finally {
      await server.close();
      await removePostgres({ stateDir });
      rmSync(folder, { recursive: true, force: true });
    }
    return tableOf(measured);
  },
};

type Ran = LaneResult & { started: number };
type Measured = {
  seed: number;
  gate: Gate;
  corpus: LandingCorpus;
  lanes: Map<Lane, Ran>;
  bareMs: number;
  loads: number[];
};

/** All lanes on one corpus by one gate, in turn; each seed begins with another one. */
async function measure(
  folder: string,
  corpus: LandingCorpus,
  { seed, gate, server }: { seed: number; gate: Gate; server: Awaited<ReturnType<typeof openPostgres>> },
): Promise<Measured> {
  const ran = new Map<Lane, Ran>();
  const loads: number[] = [];
  const bare: number[] = [];
  for (const at of range(lanes.length)) {
    const lane = lanes[(at + seed) % lanes.length]!;
    const dir = copyOf(corpus, join(folder, 'lane'));
    const runs = join(folder, 'runs');
    const bindings = join(folder, 'gates.yaml');
    writeFileSync(runs, '');
    writeFileSync(bindings, bindingsOf(gate, runs));
    const databaseUrl = server.url(await cloneDatabase(server, { template: 'landing', migrate }));
    loads.push(loadavg()[0]!);
    bare.push(runBare(folder, corpus));
    const result = runLane({
      ...lane,
      dir,
      databaseUrl,
      gates: bindings,
      entries: corpus.entries,
      atMostMs: longestLaneMs,
    });
    requireRight(corpus, dir, result);
    ran.set(lane, { ...result, started: readFileSync(runs, 'utf8').length });
    rmSync(dir, { recursive: true, force: true });
  }
  return { seed, gate, corpus, lanes: ran, bareMs: median(bare), loads };
}

async function migrate(url: string): Promise<void> {
  const pool = makePool(url, { applicationName: 'bench', max: 1 });
  const migrations = readMigrations(resolve('coord/store/migrations'));
  await runMigrations(pool, { schema: 'muster_migrations', migrations }).finally(() => pool.end());
}

/** A letter for each run that began, whatever became of it. */
function bindingsOf({ command }: Gate, runs: string): string {
  const run = `printf r >> '${runs}'; ${command}; set -- ${badFolder}/*; test ! -e "$1"`;
  return `gates: { whole: { kind: check, run: ${JSON.stringify(run)} } }\nevery: [whole]\n`;
}

function runLane(order: LaneOrder & Lane): LaneResult {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [resolve('house/run.mjs'), 'bench/landing-lane.ts', JSON.stringify(order)],
    { encoding: 'utf8', timeout: order.atMostMs + 60_000, killSignal: 'SIGKILL' },
  );
  if (status !== 0) throw new Error(`${order.name} ended with exit code ${status}: ${stderr}${stdout}`);
  return JSON.parse(stdout) as LaneResult;
}

/** A figure counts only if every good entry landed, and nothing that is bad. */
function requireRight(corpus: LandingCorpus, dir: string, { landed, left, tip }: LaneResult): void {
  const [, second] = corpus.conflicting;
  const out = new Set([...corpus.bad, second]);
  const isRight =
    landed.length === branches - out.size &&
    left.length === out.size &&
    new Set(landed.map(({ session }) => session)).size === landed.length &&
    corpus.bad.every((at) => left.some(({ session }) => session === at + 1)) &&
    git(dir, ['ls-tree', '--name-only', tip, `${badFolder}/`]) === '' &&
    git(dir, ['rev-parse', 'integration/daily']).trim() === tip;
  if (!isRight)
    throw new Error(
      `expected all but ${[...out].map((at) => at + 1)} to land, and ${JSON.stringify(left)} left`,
    );
}

/** The git commands that the landings themselves need, one after the other in a shell script, and no gate. */
function runBare(folder: string, corpus: LandingCorpus): number {
  const dir = copyOf(corpus, join(folder, 'bare'));
  git(dir, ['branch', 'integration']);
  const isOut = (at: number) => corpus.bad.includes(at);
  const lines = ['set -e', 'git worktree add -q --detach ../bare-gates integration'];
  corpus.entries.forEach(({ commit }, at) => {
    lines.push(
      `if tree=$(git merge-tree --write-tree integration ${commit}); then`,
      `commit=$(git commit-tree -p integration -p ${commit} -m "Integrate" $tree)`,
      'git -C ../bare-gates checkout -q --detach $commit && git -C ../bare-gates clean -qfd',
      ...(isOut(at) ? [] : ['git update-ref refs/heads/integration $commit']),
      'fi',
    );
  });
  const startedMs = performance.now();
  const { status, stderr } = spawnSync('sh', ['-c', lines.join('\n')], { cwd: dir, encoding: 'utf8' });
  const tookMs = performance.now() - startedMs;
  if (status !== 0) throw new Error(`the script ended with exit code ${status}: ${stderr}`);
  rmSync(dir, { recursive: true, force: true });
  rmSync(join(folder, 'bare-gates'), { recursive: true, force: true });
  return tookMs / (branches - corpus.bad.length - 1);
}

const wallOf = ({ landed, left }: LaneResult): number =>
  Math.max(...[...landed, ...left].map(({ atMs }) => atMs));

const perMinute = (ran: LaneResult): number => (ran.landed.length * 60_000) / wallOf(ran);

/** Beside the one run that each entry needs which merges: of those that land, and those that the gate sends back. */
const extraOf = ({ started, landed, left }: Ran): number =>
  started - landed.length - left.filter(({ cause }) => cause === 'gates').length;

/** The time in which no gate's command ran, for each landing. */
function overheadOf(ran: LaneResult): number {
  let busyMs = 0;
  let endMs = 0;
  for (const { fromMs, toMs } of ran.gates.toSorted((a, b) => a.fromMs - b.fromMs)) {
    busyMs += Math.max(0, toMs - Math.max(fromMs, endMs));
    endMs = Math.max(endMs, toMs);
  }
  return (wallOf(ran) - busyMs) / ran.landed.length;
}

function tableOf(measured: Measured[]): Table {
  const loads = measured.flatMap((one) => one.loads);
  return {
    columns: [
      'gate',
      'landed by',
      'landings a minute',
      'ratio',
      'least',
      'most',
      'gate runs',
      'canceled',
      'from the store',
      'extra a bad one',
      'most',
      'wait s',
      'overhead ms',
      'ratio to git',
    ],
    rows: gates.flatMap((gate) =>
      lanes.map((lane) => [
        gate.name,
        lane.name,
        ...cellsOf(
          measured.filter((one) => one.gate === gate),
          lane,
        ),
      ]),
    ),
    notes: [
      `seeds ${measured
        .filter(({ gate }) => gate === gates[0])
        .map(
          ({ seed, corpus }) =>
            `${seed} (bad at ${corpus.places.join(' and ')}: ${corpus.bad.map((at) => at + 1).join(', ')})`,
        )
        .join(', ')}`,
      'median of the seeds; ratio: landings a minute beside those of the serial queue on the same seed',
      'serial: the queue with a window of 1; batch and bisect: gates the halves of a red batch beside each other, 4 worktrees',
      'gate runs: processes started, mean; extra: beside the one run that each entry needs, for each of the 2 bad ones; aim: the window at most',
      "wait: from handing in to landing, median; overhead: time in which no gate's command ran, for each landing, worktrees included",
      `ratio to git: overhead beside worktree, merge, commit, checkout and move in a shell script (${median(measured.map(({ bareMs }) => bareMs)).toFixed(0)} ms a landing)`,
      `load while it ran: ${Math.min(...loads).toFixed(1)} to ${Math.max(...loads).toFixed(1)}`,
    ],
  };
}

function cellsOf(measured: Measured[], lane: Lane): string[] {
  const ran = measured.map((one) => one.lanes.get(lane)!);
  const ratios = measured.map(
    (one) => perMinute(one.lanes.get(lane)!) / perMinute(one.lanes.get(lanes[0]!)!),
  );
  const extras = ran.map((one) => extraOf(one) / 2);
  const overheads = ran.map(overheadOf);
  return [
    median(ran.map(perMinute)).toFixed(1),
    median(ratios).toFixed(2),
    Math.min(...ratios).toFixed(2),
    Math.max(...ratios).toFixed(2),
    mean(ran.map(({ started }) => started)).toFixed(1),
    mean(ran.map(({ started, gates: ended }) => started - ended.length)).toFixed(1),
    mean(ran.map(({ judged, gates: ended }) => judged - ended.length)).toFixed(1),
    mean(extras).toFixed(1),
    Math.max(...extras).toFixed(1),
    median(ran.map(({ landed }) => median(landed.map(({ atMs }) => atMs / 1000)))).toFixed(1),
    median(overheads).toFixed(0),
    median(measured.map(({ bareMs }, at) => overheads[at]! / bareMs)).toFixed(1),
  ];
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
