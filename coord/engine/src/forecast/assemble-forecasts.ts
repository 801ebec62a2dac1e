import { TARGET } from '@musterhq/git';
import type { Event } from '@musterhq/store';

type Told = { path: string; reason: string };

/**
 * What became of a predicted conflict. `open`: still ahead. `met`: a session of the pair met it at landing. `resolved`: it
 * merged cleanly again before it was met, as it does when a session heeds the warning. `clean`: both landed and none met it.
 * `dropped`: one of the two did not come to land.
 */
export type ForecastOutcome = 'open' | 'met' | 'resolved' | 'clean' | 'dropped';

export type ForecastEpisode = {
  forecast: number;
  /** Session 0 is the integration branch. */
  session: number;
  other: number;
  commit: string;
  otherCommit: string;
  paths: Told[];
  predictedAt: string;
  outcome: ForecastOutcome;
  /** When it was met or over, and how long before that it was predicted: in time, and in commits of any session. */
  endedAt?: string;
  leadMs?: number;
  leadCommits?: number;
};

/** A session's landing that did not go through although every merge had been predicted clean. */
export type MissedConflict = {
  session: number;
  task: string | null;
  at: string;
  cause: 'conflict' | 'gates';
  paths: Told[];
};

export type Forecasts = {
  episodes: ForecastEpisode[];
  missed: MissedConflict[];
  /** Unknown while nothing has been decided. Of the episodes met or clean, those met; of what was met at landing, what was predicted. */
  precision: number | null;
  recall: number | null;
  medianLeadMs: number | null;
};

/** The kinds of event that this look back rests on. */
export const forecastKinds = [
  'conflict_forecast',
  'conflict_cleared',
  'conflict_met',
  'rework_asked',
  'commit_made',
  'task_integrated',
  'attempt_blocked',
] as const;

type Episode = ForecastEpisode & {
  /** Every path that was told in its time. */
  names: Set<string>;
  landed: Set<number>;
  isCleared: boolean;
  commitsBefore: number;
};

type Ledger = { episodes: Map<number, Episode>; missed: MissedConflict[]; met: number; commits: number };

/**
 * Holds every prediction against what landing then met, from the log alone. A pair's episode is over when one of the two
 * has landed; what the other meets afterwards is what was predicted. A landing whose merge was clean and whose gate was
 * red counts as missed: no merge foresees it.
 */
export function assembleForecasts(events: readonly Event[]): Forecasts {
  const ledger: Ledger = { episodes: new Map(), missed: [], met: 0, commits: 0 };
  for (const event of events) take(ledger, event);
  const episodes = [...ledger.episodes.values()].map(shown);
  const count = (outcome: ForecastOutcome) => episodes.filter((one) => one.outcome === outcome).length;
  return {
    episodes,
    missed: ledger.missed,
    precision: share(count('met'), count('met') + count('clean')),
    recall: share(ledger.met, ledger.met + ledger.missed.length),
    medianLeadMs: middle(episodes.flatMap((one) => (one.outcome === 'met' ? [one.leadMs ?? 0] : []))),
  };
}

function take(ledger: Ledger, event: Event): void {
  const { data, session } = event;
  switch (event.kind) {
    case 'commit_made':
      ledger.commits += 1;
      break;
    case 'conflict_forecast':
      predict(ledger, event);
      break;
    case 'conflict_cleared': {
      const episode = ledger.episodes.get(Number(data.forecast));
      if (episode !== undefined) clear(ledger, episode, event);
      break;
    }
    case 'conflict_met':
      meet(ledger, event);
      break;
    case 'rework_asked':
      if (data.cause === 'gates') ledger.missed.push(missed(event, 'gates'));
      break;
    case 'task_integrated':
      for (const episode of undecided(ledger, session)) {
        episode.landed.add(session!);
        const isAlone = episode.session === TARGET || episode.landed.size === 2;
        if (isAlone) decide(ledger, episode, 'clean', event);
      }
      break;
    case 'attempt_blocked':
      for (const episode of undecided(ledger, session)) decide(ledger, episode, 'dropped', event);
      break;
  }
}

function predict(ledger: Ledger, event: Event): void {
  const { forecast, ...pair } = event.data as Pick<
    ForecastEpisode,
    'forecast' | 'session' | 'other' | 'commit' | 'otherCommit' | 'paths'
  >;
  const known = ledger.episodes.get(forecast);
  const names = pair.paths.map(({ path }) => path);
  if (known !== undefined) {
    Object.assign(known, pair);
    for (const name of names) known.names.add(name);
    return;
  }
  ledger.episodes.set(forecast, {
    forecast,
    ...pair,
    predictedAt: event.at.toISOString(),
    outcome: 'open',
    names: new Set(names),
    landed: new Set(),
    isCleared: false,
    commitsBefore: ledger.commits,
  });
}

/** Between a session and what has landed it is resolved for the pairs too that brought the other side there. */
function clear(ledger: Ledger, episode: Episode, event: Event): void {
  episode.isCleared = true;
  if (event.data.reason !== 'clean') return;
  if (episode.outcome === 'open') decide(ledger, episode, 'resolved', event);
  if (episode.session !== TARGET) return;
  for (const pair of undecided(ledger, episode.other)) {
    if (pair.isCleared && isShared(pair, episode.names)) decide(ledger, pair, 'resolved', event);
  }
}

function meet(ledger: Ledger, event: Event): void {
  const { session, data } = event;
  const names = new Set((data.paths as Told[]).map(({ path }) => path));
  const foreseen = [...ledger.episodes.values()].filter(
    (episode) =>
      (episode.session === session || episode.other === session) &&
      (episode.outcome === 'open' || (episode.outcome === 'met' && !episode.isCleared)) &&
      isShared(episode, names),
  );
  if (foreseen.length === 0) ledger.missed.push(missed(event, 'conflict'));
  else ledger.met += 1;
  for (const episode of foreseen) {
    if (episode.outcome === 'open') decide(ledger, episode, 'met', event);
  }
}

function undecided(ledger: Ledger, session: number | null): Episode[] {
  return [...ledger.episodes.values()].filter(
    (one) => one.outcome === 'open' && (one.session === session || one.other === session),
  );
}

function decide(ledger: Ledger, episode: Episode, outcome: ForecastOutcome, event: Event): void {
  episode.outcome = outcome;
  episode.endedAt = event.at.toISOString();
  episode.leadMs = event.at.getTime() - Date.parse(episode.predictedAt);
  episode.leadCommits = ledger.commits - episode.commitsBefore;
}

const isShared = (episode: Episode, names: ReadonlySet<string>): boolean =>
  [...episode.names].some((name) => names.has(name));

function missed(event: Event, cause: MissedConflict['cause']): MissedConflict {
  return {
    session: event.session ?? TARGET,
    task: event.task,
    at: event.at.toISOString(),
    cause,
    paths: cause === 'conflict' ? (event.data.paths as Told[]) : [],
  };
}

/** One that is over although nobody landed has nobody left to meet it. */
function shown({ names, landed, isCleared, commitsBefore, ...episode }: Episode): ForecastEpisode {
  if (episode.outcome === 'open' && isCleared && landed.size === 0) return { ...episode, outcome: 'dropped' };
  return episode;
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

function middle(values: number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
