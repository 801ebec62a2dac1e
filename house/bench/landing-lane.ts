import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { beginRun, type Context, coordinate, readConfiguration } from '@musterhq/engine';
import { commitOf, openRepository } from '@musterhq/git';
import { makePool } from '@musterhq/postgres';
import { makeLauncher, readOwnIdentity } from '@musterhq/process';
import {
  endTurn,
  insertAttempt,
  insertTurn,
  judgeTurn,
  makeStore,
  readEvents,
  setBase,
} from '@musterhq/store';
import { type Entry, landInBatches } from './land-in-batches.ts';

/** What a lane is told: by whom the entries of a repository are to be landed. */
export type LaneOrder = {
  dir: string;
  databaseUrl: string;
  gates: string;
  by: 'queue' | 'batches';
  window: number;
  floor: number;
  parallel: number;
  entries: { session: number; commit: string }[];
  atMostMs: number;
};

/** What came of it, in milliseconds from the first event of the lane. */
export type LaneResult = {
  landed: { session: number; atMs: number }[];
  left: { session: number; cause: string; atMs: number }[];
  /** When each gate's command ran; runs that were canceled are not among them. */
  gates: { fromMs: number; toMs: number }[];
  /** Judgements of candidates: those above, and those that the store answered. */
  judged: number;
  tip: string;
};

/** Runs one lane of the landing benchmark in a process of its own, and prints what came of it as JSON. */
async function main(): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? '') as LaneOrder;
  const env = Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  const repo = await openRepository({ dir: order.dir, env });
  const stateDir = join(repo.dir, '.muster');
  mkdirSync(stateDir, { recursive: true });
  const pool = makePool(order.databaseUrl, { applicationName: 'bench', max: 10 });
  const launcher = makeLauncher({ folder: join(stateDir, 'shells'), env: repo.env });
  const { window, floor, parallel } = order;
  try {
    const configuration = await readConfiguration(repo.dir);
    const context = await beginRun(
      {
        store: makeStore(pool),
        repo: { ...repo, run: launcher.run },
        stateDir,
        configuration: {
          ...configuration,
          ...{ turns: 1, attempts: 1, concurrency: 64 },
          landing: { ...configuration.landing, window, floor, ceiling: window, parallel },
        },
        library: { agents: [], presets: {}, purposes: {}, diagnostics: [] },
        childEnv: { PATH: env.PATH ?? '', HOME: env.HOME ?? '' },
        variables: env,
        host: { node: process.execPath, script: '' },
        coordinator: { ...readOwnIdentity(), host: 'bench' },
        now: Date.now,
      },
      { documentFile: join(repo.dir, 'PLAN.md'), options: { pace: 'asap', gates: order.gates } },
    );
    const result = order.by === 'queue' ? await byQueue(context, order) : await byBatches(context, order);
    console.log(JSON.stringify(result));
  } finally {
    await launcher.close();
    await pool.end();
  }
}

/** Muster's own coordinator, on a run whose sessions have all handed in. */
async function byQueue(context: Context, order: LaneOrder): Promise<LaneResult> {
  await handIn(context, order);
  const silent = () => undefined;
  await coordinate(context, {
    systemDatabaseUrl: order.databaseUrl,
    signal: AbortSignal.timeout(order.atMostMs),
    onEvent: silent,
    onProgress: silent,
    onEnd: silent,
    warn: (text) => console.error(text),
    trace: (...words) => console.error(...words),
  });
  const events = await readEvents(context.store.database, context.fence.run);
  const first = events.find(({ kind }) => kind === 'integration_moved');
  if (first === undefined) throw new Error('the queue was never opened');
  const ms = (at: Date) => at.getTime() - first.at.getTime();
  const of = (kind: string) => events.filter((event) => event.kind === kind);
  return {
    landed: of('task_integrated').map(({ session, at }) => ({ session: session!, atMs: ms(at) })),
    left: of('entry_left').map(({ session, data, at }) => ({
      session: session!,
      cause: String(data.cause),
      atMs: ms(at),
    })),
    gates: gatesIn(events, first.at.getTime()),
    judged: of('candidate_gated').length,
    tip: await tipOf(context),
  };
}

async function byBatches(context: Context, order: LaneOrder): Promise<LaneResult> {
  const startedAt = Date.now();
  const started = performance.now();
  const result: LaneResult = { landed: [], left: [], gates: [], judged: 0, tip: '' };
  const now = () => performance.now() - started;
  const sessionOf = ({ name }: Entry) => Number(name);
  const end = AbortSignal.timeout(order.atMostMs);
  end.addEventListener('abort', () => context.stopping.abort());
  result.tip = await landInBatches(context, {
    tip: await tipOf(context),
    entries: order.entries.map(({ session, commit }) => ({ name: String(session), commit })),
    tell: {
      landed: (entries) =>
        result.landed.push(...entries.map((entry) => ({ session: sessionOf(entry), atMs: now() }))),
      left: (entry, cause) => result.left.push({ session: sessionOf(entry), cause, atMs: now() }),
      judged: () => {
        result.judged += 1;
      },
    },
  });
  const events = await readEvents(context.store.database, context.fence.run, { kind: 'gate_finished' });
  return { ...result, gates: gatesIn(events, startedAt) };
}

/** As the sessions' turns would have written it: every commit is known, judged and waits to land. */
async function handIn(context: Context, order: LaneOrder): Promise<void> {
  const { store, fence, live } = context;
  const base = await commitOf(context.repo, `refs/heads/${context.main}`);
  for (const { session, commit } of order.entries) {
    const task = live.plan.tasks.find((one) => one.session === session)!.id;
    const key = { task, attempt: 1, session };
    const turn = { id: `${fence.run}.${task}.a1.t1`, number: 1, driver: 'runbook' };
    await insertAttempt(store, fence, key, {});
    await setBase(store, fence, key, base);
    await insertTurn(store, fence, key, turn);
    await endTurn(store, fence, key, turn, { kind: 'finished', artifacts: [] });
    await judgeTurn(store, fence, key, turn, { kind: 'submitted', commit });
  }
}

const tipOf = (context: Context): Promise<string> =>
  commitOf(context.repo, `refs/heads/${context.integration}`);

function gatesIn(
  events: { kind: string; at: Date; data: Record<string, unknown> }[],
  startMs: number,
): LaneResult['gates'] {
  return events
    .filter(({ kind }) => kind === 'gate_finished')
    .map(({ at, data }) => {
      const toMs = at.getTime() - startMs;
      return { fromMs: toMs - Number(data.durationMs), toMs };
    });
}

await main();
