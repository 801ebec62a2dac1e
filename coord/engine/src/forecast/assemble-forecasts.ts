import { TARGET } from '@musterhq/git';
import type { Event } from '@musterhq/store';
import { z } from 'zod';

const toldSchema = z.object({ path: z.string(), reason: z.string() });
type Told = z.infer<typeof toldSchema>;

/**
 * What became of a predicted conflict. `open`: still ahead. `met`: a session of the pair met it at landing. `resolved`: it
 * merged cleanly again before it was met, as it does when a session heeds the warning. `clean`: both landed and none met it.
 * `dropped`: one of the two did not come to land.
 */
const outcome = z.enum(['open', 'met', 'resolved', 'clean', 'dropped']);
export type ForecastOutcome = z.infer<typeof outcome>;

const episodeSchema = z.object({
  forecast: z.int(),
  /** Session 0 is the integration branch. */
  session: z.int(),
  other: z.int(),
  commit: z.string(),
  otherCommit: z.string(),
  paths: z.array(toldSchema),
  predictedAt: z.iso.datetime(),
  outcome,
  /** When it was met or over, and how long before that it was predicted: in time, and in commits of any session. */
  endedAt: z.iso.datetime().exactOptional(),
  leadMs: z.number().exactOptional(),
  leadCommits: z.int().exactOptional(),
});
export type ForecastEpisode = z.infer<typeof episodeSchema>;

/** What a landing met, and the first warning of it, with what was committed in between. */
const metSchema = z.object({
  session: z.int(),
  task: z.string().nullable(),
  at: z.iso.datetime(),
  /** `gates`: a clean merge whose gate was red, which no merge foresees. */
  cause: z.enum(['conflict', 'gates']),
  paths: z.array(toldSchema),
  warning: z
    .object({ forecast: z.int(), leadMs: z.number(), commits: z.int(), ownCommits: z.int() })
    .exactOptional(),
});
export type MetConflict = z.infer<typeof metSchema>;

export const forecastsSchema = z.object({
  episodes: z.array(episodeSchema),
  met: z.array(metSchema),
  /** Of the episodes met or clean those met; of what landing met, what there was a warning of. Null while nothing is known. */
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  /** From the first warning to landing, over what was warned of. */
  medianLeadMs: z.number().nullable(),
});
export type Forecasts = z.infer<typeof forecastsSchema>;

/** The kinds of event that this look back rests on, but for the commits between them (`commit_made`), which are counted. */
export const forecastKinds = [
  'conflict_forecast',
  'conflict_cleared',
  'conflict_met',
  'rework_asked',
  'task_integrated',
  'attempt_blocked',
] as const;

type Episode = ForecastEpisode & {
  /** Every path that was told in its time. */
  names: Set<string>;
  landed: Set<number>;
  isCleared: boolean;
  /** How many commits there were before it, of all sessions. */
  commitsBefore: number;
};

/** `commits` holds the session of each, in their order. */
type Ledger = {
  episodes: Map<number, Episode>;
  /** Those that are undecided: of thousands some few, and they are looked through with every landing. */
  open: Set<Episode>;
  met: MetConflict[];
  commits: (number | null)[];
};

/**
 * Holds every prediction against what landing then met, from the log alone. A pair's episode is over when one of the two
 * has landed; what the other meets afterwards is what was predicted.
 */
export function assembleForecasts(
  events: readonly Event[],
  /** Since the first prediction, in their order, where the events are without them. */
  commits: readonly Pick<Event, 'id' | 'session'>[] = events.filter(({ kind }) => kind === 'commit_made'),
): Forecasts {
  const ledger: Ledger = { episodes: new Map(), open: new Set(), met: [], commits: [] };
  let next = 0;
  for (const event of events) {
    for (; next < commits.length && commits[next]!.id < event.id; next += 1)
      ledger.commits.push(commits[next]!.session);
    take(ledger, event);
  }
  const episodes = [...ledger.episodes.values()].map(shown);
  const count = (outcome: ForecastOutcome) => episodes.filter((one) => one.outcome === outcome).length;
  const warnings = ledger.met.flatMap(({ warning }) => (warning === undefined ? [] : [warning]));
  return {
    episodes,
    met: ledger.met,
    precision: share(count('met'), count('met') + count('clean')),
    recall: share(warnings.length, ledger.met.length),
    medianLeadMs: middle(warnings.map(({ leadMs }) => leadMs)),
  };
}

function take(ledger: Ledger, event: Event): void {
  const { data, session } = event;
  switch (event.kind) {
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
      if (data.cause === 'gates') ledger.met.push(metAt(event, 'gates', []));
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
  const episode: Episode = {
    forecast,
    ...pair,
    predictedAt: event.at.toISOString(),
    outcome: 'open',
    names: new Set(names),
    landed: new Set(),
    isCleared: false,
    commitsBefore: ledger.commits.length,
  };
  ledger.episodes.set(forecast, episode);
  ledger.open.add(episode);
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
  const paths = data.paths as Told[];
  const names = new Set(paths.map(({ path }) => path));
  const foreseen = [...ledger.episodes.values()].filter(
    (episode) =>
      (episode.session === session || episode.other === session) &&
      (episode.outcome === 'open' || (episode.outcome === 'met' && !episode.isCleared)) &&
      isShared(episode, names),
  );
  const first = foreseen[0];
  ledger.met.push({
    ...metAt(event, 'conflict', paths),
    ...(first === undefined ? {} : { warning: warningOf(ledger, first, event) }),
  });
  for (const episode of foreseen) {
    if (episode.outcome === 'open') decide(ledger, episode, 'met', event);
  }
}

/** Episodes are in the order in which they began, so the first is the earliest warning. */
function warningOf(
  ledger: Ledger,
  episode: Episode,
  { at, session }: Event,
): NonNullable<MetConflict['warning']> {
  const commits = ledger.commits.slice(episode.commitsBefore);
  return {
    forecast: episode.forecast,
    leadMs: at.getTime() - Date.parse(episode.predictedAt),
    commits: commits.length,
    ownCommits: commits.filter((by) => by === session).length,
  };
}

function undecided(ledger: Ledger, session: number | null): Episode[] {
  return [...ledger.open].filter((one) => one.session === session || one.other === session);
}

function decide(ledger: Ledger, episode: Episode, outcome: ForecastOutcome, event: Event): void {
  episode.outcome = outcome;
  ledger.open.delete(episode);
  episode.endedAt = event.at.toISOString();
  episode.leadMs = event.at.getTime() - Date.parse(episode.predictedAt);
  episode.leadCommits = ledger.commits.length - episode.commitsBefore;
}

const isShared = (episode: Episode, names: ReadonlySet<string>): boolean =>
  [...episode.names].some((name) => names.has(name));

function metAt(event: Event, cause: MetConflict['cause'], paths: Told[]): Omit<MetConflict, 'warning'> {
  const { task, at, session } = event;
  return { session: session ?? TARGET, task, at: at.toISOString(), cause, paths };
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
