import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { assembleForecasts, type Forecasts, nextForecasts } from '@musterhq/engine';
import {
  type ConflictForecast,
  type ForecastCache,
  forecastConflicts,
  makeForecastCache,
  openRepository,
  type Repository,
  TARGET,
} from '@musterhq/git';
import type { Event, EventKind, ForecastRow } from '@musterhq/store';
import { type Benchmark, formatTable, median, type Table } from './benchmark.ts';
import {
  type Corpus,
  contestedAt,
  drawOf,
  gate,
  land,
  makeCorpus,
  mend,
  mergeOf,
  resolve,
  type Seat,
  work,
} from './forecast-corpus.ts';

const files = 5_000;
const sessions = 16;
const attempts = 2;
const seeds = [1, 2, 3, 4, 5];
const looks = 5;
const depth = 4;

/** What the forecast of all pairs costs beside merging every pair, and how far it can be trusted. */
export const forecast: Benchmark = {
  name: 'forecast',
  title: `${sessions} live branches over ${files} files, ${attempts} attempts of 2 to 5 commits each, landings in between`,
  run: async (): Promise<Table> => {
    const costs: string[][] = [];
    const truths: string[][] = [];
    const all: History[] = [];
    for (const seed of seeds) {
      const dir = mkdtempSync(join(tmpdir(), 'muster-bench-'));
      try {
        const corpus = makeCorpus(join(dir, 'corpus.git'), seed, files);
        const repo = await openRepository({ dir: corpus.dir, env: corpus.env });
        const history = await play(corpus, repo, join(dir, 'scratch'));
        all.push(history);
        truths.push([String(seed), ...truthOf([history])]);
        costs.push([String(seed), ...(await costOf(corpus, repo, history, join(dir, 'scratch')))]);
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    }
    truths.push(['all', ...truthOf(all)]);
    return {
      columns: [
        'seed',
        'pairs',
        'can meet',
        'conflicts',
        'cold ms',
        'ms a meeting pair',
        'every pair ms',
        'ms a pair',
        'ratio',
        'unchanged ms',
        'one commit ms',
      ],
      rows: costs,
      notes: [
        `cost: ${depth} commits on each of ${sessions} branches; pairs include each branch with the target, which a whole history moved`,
        `cold: nothing known before, median of ${looks}; the conflicts are compared with those of every pair`,
        'every pair: bare git merge-tree, one process for each pair; ratio: that over cold',
        'one commit: the look after one branch got one more commit',
        '',
        'truth: what landing met after later commits, sessions that take no heed of a warning',
        formatTable({
          columns: [
            'seed',
            'looks',
            'ms a look',
            'episodes',
            'met',
            'resolved',
            'clean',
            'precision',
            'conflicts met',
            'foreseen',
            'recall',
            'red gates',
            'recall with gates',
            'before last commit',
            'lead commits',
            'lead of the run',
          ],
          rows: truths,
        }),
        'precision: met of met, resolved and clean; recall with gates: a clean merge whose gate is red counts as missed',
        'before last commit: of the conflicts met, those warned of while the session had a commit to make; lead: median, commits of all sessions',
      ],
    };
  },
};

type History = { forecasts: Forecasts; steps: number; lookMs: number[]; target: string };

/** Plays a whole history: a session commits or lands, then the forecast looks, as it does in a run. */
async function play(corpus: Corpus, repo: Repository, scratch: string): Promise<History> {
  const cache = makeForecastCache();
  const log = makeLog();
  const seats = Array.from({ length: sessions }, (_, at): Seat => idleSeat(at + 1));
  let target = corpus.base;
  const lookMs: number[] = [];
  for (;;) {
    const waiting = seats.filter((seat) => seat.head !== undefined || seat.attemptsLeft > 0);
    const seat = waiting[drawOf(corpus, waiting.length)];
    if (seat === undefined) break;
    target = step(corpus, seat, target, log);
    const branches = seats.flatMap(({ session, head }) =>
      head === undefined ? [] : [{ session, commit: head }],
    );
    const startedMs = performance.now();
    const found = await forecastConflicts(repo, { target, branches, cache, scratch });
    lookMs.push(performance.now() - startedMs);
    log.look(found);
  }
  return { forecasts: assembleForecasts(log.events), steps: lookMs.length, lookMs, target };
}

const idleSeat = (session: number): Seat => ({
  session,
  head: undefined,
  commitsLeft: 0,
  attemptsLeft: attempts,
  contested: [],
  commits: 0,
});

/** One commit or one try to land; answers where the target is now. */
function step(corpus: Corpus, seat: Seat, target: string, log: Log): string {
  const { session } = seat;
  if (seat.head === undefined) {
    seat.attemptsLeft -= 1;
    seat.head = target;
    seat.commitsLeft = 2 + drawOf(corpus, 4);
    seat.contested = contestedAt(corpus, target);
  }
  if (seat.commitsLeft > 0) {
    seat.commitsLeft -= 1;
    seat.head = work(corpus, seat);
    log.tell('commit_made', session);
    return target;
  }
  const merge = mergeOf(corpus, target, seat.head);
  if (merge.kind === 'conflict') {
    log.tell('conflict_met', session, { paths: merge.paths.map((path) => ({ path, reason: '' })) });
    seat.head = resolve(corpus, seat, target, merge);
    seat.contested = contestedAt(corpus, seat.head);
    log.tell('commit_made', session);
    return target;
  }
  const red = gate(corpus, merge.tree);
  if (red.length > 0) {
    log.tell('rework_asked', session, { cause: 'gates' });
    seat.head = mend(corpus, seat, target, red);
    log.tell('commit_made', session);
    return target;
  }
  const landed = land(corpus, seat, target, merge.tree);
  seat.head = undefined;
  log.tell('task_integrated', session);
  return landed;
}

type Log = ReturnType<typeof makeLog>;

/** The events that a run would write, one step a millisecond, with the episodes kept as its store keeps them. */
function makeLog() {
  const events: Event[] = [];
  let open: ForecastRow[] = [];
  let step = 0;
  let episodes = 0;
  const tell = (kind: EventKind, session: number | null, data: Record<string, unknown> = {}) => {
    const id = events.length;
    events.push({
      id,
      run: 'r1',
      key: `${id}`,
      kind,
      session,
      task: null,
      data,
      generation: 1,
      at: new Date(step),
    });
  };
  const predict = (row: ForecastRow) => tell('conflict_forecast', null, { forecast: row.id, ...row });
  return {
    events,
    tell,
    look({ conflicts, live }: ConflictForecast) {
      const { opened, refreshed, cleared } = nextForecasts(open, conflicts, new Set(live));
      for (const { id, reason } of cleared) tell('conflict_cleared', null, { forecast: id, reason });
      open = open.filter((row) => cleared.every(({ id }) => id !== row.id));
      for (const { isNews, ...finding } of refreshed) {
        const row = open.find(({ id }) => id === finding.id)!;
        Object.assign(row, finding);
        if (isNews) predict(row);
      }
      for (const finding of opened) {
        episodes += 1;
        const row: ForecastRow = { id: episodes, run: 'r1', at: new Date(step), clearedAt: null, ...finding };
        open.push(row);
        predict(row);
      }
      step += 1;
    },
  };
}

function truthOf(histories: readonly History[]): string[] {
  const episodes = histories.flatMap(({ forecasts }) => forecasts.episodes);
  const met = histories.flatMap(({ forecasts, steps }) => forecasts.met.map((one) => ({ ...one, steps })));
  const count = (outcome: string) => episodes.filter((one) => one.outcome === outcome).length;
  const conflicts = met.filter(({ cause }) => cause === 'conflict');
  const foreseen = conflicts.flatMap(({ warning, steps }) =>
    warning === undefined ? [] : [{ ...warning, steps }],
  );
  const inTime = foreseen.filter(({ ownCommits }) => ownCommits > 0);
  const lookMs = histories.flatMap((history) => history.lookMs);
  return [
    String(lookMs.length),
    median(lookMs).toFixed(1),
    String(episodes.length),
    ...['met', 'resolved', 'clean'].map((outcome) => String(count(outcome))),
    share(count('met'), count('met') + count('resolved') + count('clean')),
    String(conflicts.length),
    String(foreseen.length),
    share(foreseen.length, conflicts.length),
    String(met.length - conflicts.length),
    share(foreseen.length, met.length),
    share(inTime.length, conflicts.length),
    foreseen.length === 0 ? '' : median(foreseen.map(({ commits }) => commits)).toFixed(0),
    foreseen.length === 0 ? '' : share(median(foreseen.map(({ leadMs, steps }) => leadMs / steps)), 1),
  ];
}

/** All sessions live at once, each `depth` commits ahead of where they began, beside a target that a whole history moved. */
async function costOf(
  corpus: Corpus,
  repo: Repository,
  { target }: History,
  scratch: string,
): Promise<string[]> {
  const seats = Array.from({ length: sessions }, (_, at): Seat => {
    const seat = { ...idleSeat(at + 1), head: corpus.base, contested: contestedAt(corpus, corpus.base) };
    for (let commit = 0; commit < depth; commit += 1) seat.head = work(corpus, seat);
    return seat;
  });
  const branches = seats.map(({ session, head }) => ({ session, commit: head! }));
  const later = [{ session: 1, commit: work(corpus, seats[0]!) }, ...branches.slice(1)];
  const look = (cache: ForecastCache, given = branches) =>
    forecastConflicts(repo, { target, branches: given, cache, scratch });
  const cold: number[] = [];
  const warm: number[] = [];
  const next: number[] = [];
  for (let round = 0; round < looks; round += 1) {
    const cache = makeForecastCache();
    cold.push(await timeOf(() => look(cache)));
    warm.push(await timeOf(() => look(cache)));
    next.push(await timeOf(() => look(cache, later)));
  }
  const found = await look(makeForecastCache());
  const pairs = [{ session: TARGET, commit: target }, ...branches].flatMap((one, at) =>
    branches.slice(at).map((other) => ({ one, other })),
  );
  const really: string[] = [];
  const naiveMs = await timeOf(async () => {
    for (const { one, other } of pairs) {
      if (mergeOf(corpus, one.commit, other.commit).kind === 'conflict')
        really.push(`${one.session} ${other.session}`);
    }
  });
  const predicted = found.conflicts.map(({ session, other }) => `${session} ${other}`);
  if (predicted.toSorted().join() !== really.toSorted().join())
    throw new Error(`expected the conflicts ${really.join(', ')}, received ${predicted.join(', ')}`);
  return [
    String(pairs.length),
    String(found.meeting),
    String(found.conflicts.length),
    median(cold).toFixed(1),
    (median(cold) / found.meeting).toFixed(2),
    naiveMs.toFixed(0),
    (naiveMs / pairs.length).toFixed(2),
    (naiveMs / median(cold)).toFixed(1),
    median(warm).toFixed(1),
    median(next).toFixed(1),
  ];
}

async function timeOf(action: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await action();
  return performance.now() - startedMs;
}

const share = (part: number, whole: number): string =>
  whole === 0 ? '' : `${((part / whole) * 100).toFixed(0)} %`;
