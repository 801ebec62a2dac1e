import type { Ledger } from '@musterhq/engine';
import { makePool, openPostgres } from '@musterhq/postgres';
import {
  type Fence,
  insertTurnEvents,
  makeStore,
  readTurns,
  reserve,
  type Store,
  settle,
} from '@musterhq/store';
import { makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseName } from '../src/database-name.ts';
import { makeProject, type Project } from './make-project.ts';
import { writePages } from './write-page.ts';

const bindings = `gates:
  pages: { run: sh check.sh }
  tone: { kind: human, question: Do the pages read well? }
every: [pages]
oversight: { p1.d1-2.quality-gates: [pages, tone] }
handoffs: { beds-to-pictures-handoff: [pages] }
milestones: { day-2: [pages], day-3: [pages] }
`;
const config = 'budget:\n  session: { tokens: 2M }\n  unknown: { tokens: 300k, usd: 3 }\n';

let database: TestDatabase;
let project: Project;
let end: () => Promise<void>;

beforeAll(async () => {
  database = await makeTestDatabase();
  const files = { 'gates.yaml': bindings, 'muster/config.yaml': config };
  project = await makeProject(database, { files });
  const run = await project.muster('run', 'PLAN.md', ...project.script(writePages()));
  expect(run.exitCode, run.stdout + run.stderr).toBe(3);
  const server = await openPostgres({ stateDir: project.dir, databaseUrl: database.url });
  const pool = makePool(server.url(databaseName(project.dir)), { applicationName: 'ledger-test', max: 2 });
  end = () => pool.end();
  await pretendAgents(makeStore(pool));
});
afterAll(async () => {
  await end();
  await project.remove();
  await database.remove();
});

/** As if the turn of Session 2 had been an agent's that told its tokens, and that of Session 3 one that told nothing. */
async function pretendAgents(store: Store): Promise<void> {
  const { rows } = await store.pool.query<Fence>('select id as run, generation from muster.runs');
  const fence = rows[0]!;
  await store.pool.query("update muster.turns set driver = 'claude' where session in (2, 3)");
  const turns = await readTurns(store.database, fence.run);
  const turn = turns.find(({ session }) => session === 2)!;
  for (const { id, session, task } of turns.filter((one) => one.session > 1)) {
    const claim = { turn: id, session, task, driver: 'claude', day: '2026-11-23' };
    await reserve(store, fence, claim, () => ({ kind: 'reserved', tokens: 500_000, cents: 500 }));
    if (session === 3) await settle(store, fence, id, { tokens: 300_000, cents: 300 });
  }
  const at = new Date('2026-11-23T09:00:00Z');
  const told = { vendor: 'anthropic', scope: 'turn', kind: 'delta', quality: 'reported' } as const;
  await insertTurnEvents(store, fence, turn.id, {
    events: [],
    usage: [
      { ...told, seq: 901, at, model: 'claude-opus-5', input: 10_000, cacheRead: 90_000, output: 2_000 },
      { ...told, seq: 902, at, model: 'somebody, else', input: 500, output: 20 },
    ],
  });
}

const ledger = async (...flags: string[]) => project.muster('ledger', ...flags);
const view = async (...flags: string[]) => JSON.parse((await ledger('--json', ...flags)).stdout) as Ledger;

describe('muster ledger', () => {
  it('shows the kinds of tokens, the estimate, what is unknown and at which bound, and nothing for coordination', async () => {
    const { stdout, exitCode } = await ledger();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Run r\S+, blocked: tokens by session\.$/m);
    expect(stdout).toMatch(/^Session 2: \S.* 1 +10,500 +90,000 +- +2,020 +- +102,520 +102,520 +\$0\.15$/m);
    expect(stdout).toMatch(/^Session 3: \S.* 1 +- +- +- +- +- +0 +300,000 +-$/m);
    expect(stdout).toMatch(/^coordination +0 +- +- +- +- +- +0 +0 +-$/m);
    expect(stdout).toMatch(/^Unknown: 1 turn told nothing, counted as 300,000 tokens\.$/m);
    expect(stdout).toMatch(/^Cost is an estimate by published prices as of 20\d\d-\d\d-\d\d\.$/m);
    expect(stdout).toMatch(/^520 tokens have no known price, and are not in it\.$/m);
    expect(stdout).toMatch(/^Budgets count 402,520 tokens: /m);
    expect(stdout).toMatch(/^Coordination used 0 tokens\.$/m);
  });

  it('is the same as JSON, by what one asks for', async () => {
    const { rows, total, coordination, bound } = await view('--by', 'model');
    expect(rows.map(({ key, counted }) => [key, counted])).toEqual([
      ['anthropic/claude-opus-5', 102_000],
      ['anthropic/somebody, else', 520],
      ['not told', 300_000],
    ]);
    expect(coordination).toMatchObject({ turns: 0, told: 0 });
    expect(total).toMatchObject({ told: 102_520, counted: 402_520, unknown: { turns: 1, tokens: 300_000 } });
    expect(total.costUsd).toBeCloseTo(0.145, 9);
    expect(bound).toEqual({ tokens: 300_000, cents: 300 });
    expect((await view('--by', 'task')).rows.map(({ label }) => label)).toContain('b1s2');
  });

  it('is a table for programs, where unknown is an empty cell', async () => {
    const lines = (await ledger('--csv', '--by', 'model')).stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^key,label,turns,input,cache_read,cache_write,output,/);
    expect(lines[1]).toMatch(/^anthropic\/claude-opus-5,anthropic\/claude-opus-5,1,10000,90000,,2000,,/);
    expect(lines[2]).toMatch(
      /^"anthropic\/somebody, else","anthropic\/somebody, else",1,500,,,20,,520,520,,520,/,
    );
    expect(lines.slice(-2).map((line) => line.split(',')[0])).toEqual(['coordination', 'total']);
  });

  it('takes one form and one grouping', async () => {
    expect((await ledger('--json', '--csv')).exitCode).toBe(2);
    expect((await ledger('--by', 'weather')).exitCode).toBe(2);
    expect((await ledger('--run', 'none')).exitCode).toBe(2);
  });
});

describe('muster budget', () => {
  it('shows what holds and where it comes from', async () => {
    const { stdout } = await project.muster('budget');
    expect(stdout).toMatch(
      /^Session 2 +2,000,000 tokens +0 tokens +500,000 tokens +1,500,000 tokens +from the configuration$/m,
    );
    expect(stdout).toMatch(/^Session 3 +2,000,000 tokens +300,000 tokens +0 tokens +1,700,000 tokens/m);
  });

  it('is set by name and with a reason, told in the log, and lifted again', async () => {
    const set = await project.muster('budget', 'set', 'task:b1s2', '400k,12.50usd', '--why', 'a small task');
    expect(set.stdout + set.stderr).toMatch(
      /^The budget of task:b1s2 is 400,000 tokens and \$12\.50 from now on/,
    );
    expect((await project.muster('budget')).stdout).toMatch(
      /^task b1s2 +400,000 tokens .* set by \S.*: a small task$/m,
    );
    expect((await project.muster('log')).stdout).toMatch(
      /limits task \S+ to 400,000 tokens and \$12\.50: a small task$/m,
    );
    const lifted = await project.muster(
      'budget',
      'set',
      'task:b1s2',
      'none',
      '--why',
      'never mind',
      '--json',
    );
    expect(JSON.parse(lifted.stdout)).toMatchObject({
      scope: 'task',
      tokens: null,
      cents: null,
      why: 'never mind',
    });
    const { budgets } = JSON.parse((await project.muster('budget', '--json')).stdout);
    expect(budgets.map(({ label }: { label: string }) => label)).toEqual([
      'Session 1',
      'Session 2',
      'Session 3',
    ]);
  });

  it.each([
    [['week', '1k', '--why', 'x'], /'week' is no budget/],
    [['task:b9s9', '1k', '--why', 'x'], /There is no task 'b9s9'/],
    [['run', 'lots', '--why', 'x'], /'lots' is no limit/],
    [['run', '1k', '--why', ' '], /Say why/],
    [['run', '1k'], /--why/],
  ])('refuses %j with what was expected', async (args, message) => {
    const { exitCode, stderr } = await project.muster('budget', 'set', ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
