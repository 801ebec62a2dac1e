import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadAgents } from '@musterhq/agents';
import { beginRun, readConfiguration, type Surroundings } from '@musterhq/engine';
import { commitOf, openRepository } from '@musterhq/git';
import { makePool } from '@musterhq/postgres';
import { runProcess } from '@musterhq/process';
import { insertAttempt, insertTurn, makeStore } from '@musterhq/store';
import { planOf } from './measured-plan.ts';

/** A run of 16 sessions that nobody coordinates, each seat at work on its first task. */
export type DashboardRun = {
  run: string;
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>;
  /** Fills the log up until its newest event has this number: what long runs told, with what lies beside it in other tables. */
  layPast(upTo: number): Promise<void>;
  close(): Promise<void>;
};

export const seats = 16;

export async function makePlanRepository(dir: string): Promise<void> {
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'PLAN.md'), planOf(seats));
  const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@muster.invalid'];
  const commands = [
    ['init', '-qb', 'main'],
    ['add', '--all'],
    [...identity, 'commit', '-qm', 'Begin'],
  ];
  for (const args of commands) {
    const { exitCode, stderr } = await runProcess({ command: 'git', args, cwd: dir, env: gitEnvironment() });
    if (exitCode !== 0) throw new Error(`git ${args.join(' ')} ended with exit code ${exitCode}: ${stderr}`);
  }
}

/** As the command line names a repository's database. */
export const databaseOf = (dir: string): string =>
  `muster_${createHash('sha256').update(realpathSync(dir)).digest('hex').slice(0, 12)}`;

export async function makeDashboardRun(dir: string, databaseUrl: string): Promise<DashboardRun> {
  const pool = makePool(databaseUrl, { applicationName: 'bench', max: 4 });
  const around: Surroundings = {
    store: makeStore(pool),
    repo: await openRepository({ dir, env: gitEnvironment() }),
    stateDir: join(dir, '.muster'),
    configuration: await readConfiguration(dir),
    library: loadAgents({ builtinDir: resolve('coord/agents') }),
    childEnv: {},
    variables: {},
    host: { node: process.execPath, script: '/nowhere' },
    coordinator: { pid: process.pid, startedAt: 'never', host: 'elsewhere' },
    now: Date.now,
  };
  const { fence, live } = await beginRun(around, {
    documentFile: join(dir, 'PLAN.md'),
    options: { pace: 'real' },
  });
  for (const { id, label, session } of live.plan.tasks.filter((task) => task.label.startsWith('b1s'))) {
    const key = { task: id, attempt: 1_000, session };
    await insertAttempt(around.store, fence, key, { label });
    await insertTurn(around.store, fence, key, { id: `${fence.run}.${id}`, number: 1, driver: 'runbook' });
  }
  return {
    run: fence.run,
    query: async (sql, values) => (await pool.query(sql, values)).rows,
    async layPast(upTo) {
      const tip = await commitOf(around.repo, 'refs/heads/main');
      for (const statement of pastStatements({ run: fence.run, tip, upTo })) await pool.query(statement);
      await pool.query('analyze');
    },
    close: () => pool.end(),
  };
}

function gitEnvironment(): Record<string, string> {
  const { PATH = '/usr/bin:/bin' } = process.env;
  return { PATH, HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', LC_ALL: 'C.UTF-8' };
}

/** How many turns the past has: each was handed in, gated and landed. */
const pastTurns = 500;
const turn = `'turn ' || n`;
const task = `'p1.d1.s' || (1 + n % ${seats})`;
const session = `1 + n % ${seats}`;
const commit = `lpad(to_hex(n), 40, '0')`;
const before = `lpad(to_hex(n - 1), 40, '0')`;
const startedAt = `now() - (${pastTurns} - n) * interval '1 minute'`;
const numbers = `generate_series(1, ${pastTurns}) n`;
/** What is told of a turn from its beginning to its landing, in this order. */
const lifeOfTurn: readonly (readonly [kind: string, data: string])[] = [
  ['attempt_started', `jsonb_build_object('label', 'b1', 'attempt', n)`],
  ['turn_started', `jsonb_build_object('attempt', n, 'turn', 1, 'driver', 'runbook', 'id', ${turn})`],
  ['turn_finished', `jsonb_build_object('attempt', n, 'turn', 1, 'id', ${turn}, 'kind', 'ended')`],
  ['commit_made', `jsonb_build_object('commit', ${commit}, 'paths', jsonb_build_array('s1/part-1.txt'))`],
  ['attempt_submitted', `jsonb_build_object('attempt', n, 'commit', ${commit})`],
  [
    'entry_queued',
    `jsonb_build_object('entry', ${turn}, 'paths', jsonb_build_array('s1/part-1.txt'), 'reads', 'everything')`,
  ],
  ['candidate_made', `jsonb_build_object('entry', ${turn}, 'onto', ${before}, 'commit', ${commit})`],
  ['gate_finished', `jsonb_build_object('gate', 'pages', 'outcome', 'passed', 'counts', null, 'tries', 1)`],
  ['candidate_gated', `jsonb_build_object('entry', ${turn}, 'commit', ${commit}, 'passed', true)`],
  ['task_integrated', `jsonb_build_object('entry', ${turn}, 'commit', ${commit})`],
];

function pastStatements({ run, tip, upTo }: { run: string; tip: string; upTo: number }): string[] {
  const told = lifeOfTurn.map(([kind, data], at) => `(${at}, '${kind}', ${data})`).join(', ');
  const report = `jsonb_build_object('from', 'Session ' || (${session}), 'kind', 'progress', 'text', 'Room ' || n || ' has its text')`;
  return [
    `insert into muster.attempts (run, task, number, session, state, base, head, integrated, started_at, submitted_at, ended_at)
     select '${run}', ${task}, n, ${session}, 'reopened', ${before}, ${commit}, ${commit}, ${startedAt}, now(), now() from ${numbers}`,
    `insert into muster.turns (id, run, task, attempt, number, session, driver, outcome, verdict, started_at, ended_at)
     select ${turn}, '${run}', ${task}, n, 1, ${session}, 'runbook', '{"kind": "ended"}',
       jsonb_build_object('kind', 'submitted', 'commit', ${commit}), ${startedAt}, ${startedAt} + interval '50 seconds' from ${numbers}`,
    `insert into muster.gate_results (run, key, gate, kind, definition, contents, commit, tree, outcome, exit_code, duration_ms, tail)
     select '${run}', 'past ' || n, 'pages', 'check', 'past', ${commit}, '${tip}', ${commit}, 'passed', 0, 900, '1 passed, 0 failed' from ${numbers}`,
    // The first event of a queue says where its branch stands.
    `insert into muster.events (run, key, kind, data, generation, at)
     values ('${run}', 'past tip', 'integration_moved', jsonb_build_object('tip', '${tip}'), 1, now())`,
    `insert into muster.events (run, key, kind, session, task, data, generation, at)
     select '${run}', 'past turn ' || n || ':' || told.at, told.kind, ${session}, ${task}, told.data, 1, ${startedAt}
     from ${numbers} cross join lateral (values ${told}) as told (at, kind, data) order by n, told.at`,
    `insert into muster.events (run, key, kind, session, data, generation, at)
     select '${run}', 'past report ' || n, 'report_made', ${session}, ${report}, 1, now()
     from generate_series((select max(id) + 1 from muster.events), ${upTo}) n`,
  ];
}
