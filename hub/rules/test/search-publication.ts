import {
  isBelieved,
  type LedgerAttempt,
  type LedgerCall,
  type LedgerFinding,
  type Move,
  nextMove,
  type PublicationFacts,
  type PublicationState,
  scheduleCall,
  scheduledFor,
  settlingMs,
  unscheduleCall,
} from '../src/index.ts';

/** What becomes of a call that is sent. The last three leave no answer. */
type Fate =
  | 'done'
  | 'refused_content'
  | 'refused_transient'
  | 'committed_and_refused'
  | 'lost_before'
  | 'lost_after'
  /** Cut off, and committed by the platform within half of its settling time. */
  | 'lost_and_late'
  | 'killed_before'
  | 'killed_after';
/** What a reading says: the truth, nothing of what is younger than the other half, or nothing at all. */
type Sight = 'true' | 'lagging' | 'unreadable';

export type PublishWorld = {
  calls: readonly LedgerCall[];
  fates: readonly Fate[];
  sights: readonly Sight[];
  /** Fates and sights that differ from the plain one, in all. */
  faults: number;
  /** The platform publishes by itself what it is handed. */
  schedules?: boolean;
};

type Shown = { call: string; at: number };
type State = {
  now: number;
  attempts: LedgerAttempt[];
  held: string[];
  publication: PublicationState;
  followUp: PublicationFacts['publication']['followUp'];
  shown: Shown[];
  /** When the platform publishes by itself what it was handed. */
  standsAt: number | undefined;
  faults: number;
  wasUnreadable: boolean;
  story: string[];
};

export type PublishSearch = { moves: number; ends: Map<string, number> };

const due = Date.UTC(2026, 11, 1, 9);

/** Follows every fate of every call and every sight of every reading, and holds `nextMove` to its promises at each move. */
export function searchPublications(world: PublishWorld, decide: typeof nextMove = nextMove): PublishSearch {
  const found: PublishSearch = { moves: 0, ends: new Map() };
  const open: State[] = [
    {
      now: due,
      attempts: [],
      held: [],
      publication: 'open',
      followUp: 'open',
      shown: [],
      standsAt: undefined,
      faults: 0,
      wasUnreadable: false,
      story: [],
    },
  ];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    found.moves += 1;
    hold(state, state.story.length < 200, 'comes to no end');
    const move = decide(factsOf(world, state), new Date(state.now));
    check(world, state, move);
    if (move.kind === 'rest' || move.kind === 'verify') {
      checkEnd(world, state);
      const end = `${state.publication}, ${shownOf(world, state).length} shown`;
      found.ends.set(end, (found.ends.get(end) ?? 0) + 1);
    } else open.push(...successors(world, state, move));
  }
  return found;
}

function successors(world: PublishWorld, state: State, move: Move): State[] {
  const step = (change: Partial<State>, word: string = move.kind): State => ({
    ...state,
    ...change,
    story: [...state.story, word],
  });
  const patch = (number: number, attempt: Partial<LedgerAttempt>): LedgerAttempt[] =>
    state.attempts.map((one) => (one.number === number ? ({ ...one, ...attempt } as LedgerAttempt) : one));
  const endedAt = new Date(state.now);
  switch (move.kind) {
    case 'wait':
      return [step({ now: move.until.getTime() }, `wait ${move.because}`)];
    case 'adopt':
      return [step({ attempts: patch(move.attempt, { state: 'unknown', endedAt, findings: [] }) })];
    case 'settle_absent':
      return [step({ attempts: patch(move.attempt, { state: 'absent', endedAt }) })];
    case 'complete':
      return [step({ followUp: 'complete' })];
    case 'give_up_follow_up': {
      const attempts = state.attempts.map((one): LedgerAttempt => {
        if (one.state !== 'unknown') return one;
        const { findings, ...rest } = one;
        return { ...rest, state: 'abandoned' };
      });
      return [step({ followUp: 'given_up', attempts })];
    }
    case 'end':
      return [step({ publication: move.state }, `end ${move.state}`)];
    case 'find':
      return sightsOf(world, state).map((sight) => look(world, state, move.attempt, sight, step, patch));
    case 'call':
      return fatesOf(world, state, move.call).map((fate) => perform(world, state, move.call, fate, step));
    default:
      throw new Error(`the search has no ${move.kind}`);
  }
}

type Step = (change: Partial<State>, word?: string) => State;

const confirmCall: LedgerCall = { name: 'confirm_scheduled', visible: true, lostAnswer: 'ask_handle' };
const firstVisible = (world: PublishWorld): string => world.calls.find(({ visible }) => visible)!.name;

/** What a call shows that says so by its success: the reading at the scheduler's hour tells of the post itself. */
const shownBy = (world: PublishWorld, call: string): string =>
  call === confirmCall.name ? firstVisible(world) : call;

/** What readers see: what was published, and what the platform's scheduler has published by now. It is one post, whoever shows it. */
function shownOf(world: PublishWorld, { shown, standsAt, now }: State): Shown[] {
  const name = firstVisible(world);
  const isByScheduler = standsAt !== undefined && standsAt <= now && shown.every(({ call }) => call !== name);
  return isByScheduler ? [...shown, { call: name, at: standsAt }] : shown;
}

function perform(world: PublishWorld, state: State, call: LedgerCall, fate: Fate, step: Step): State {
  const number = state.attempts.length + 1;
  const now = new Date(state.now);
  const base = { ...call, number, credential: 'c1', tokenVersion: 1, begunAt: now };
  const ended = (attempt: Record<string, unknown>): LedgerAttempt =>
    ({ ...base, endedAt: now, ...attempt }) as LedgerAttempt;
  const silent = { state: 'unknown', findings: [] };
  const attempt: LedgerAttempt = {
    done: () => ended({ state: 'done' }),
    refused_content: () => ended({ state: 'refused', class: 'content', remedy: 'edit', retryAt: undefined }),
    refused_transient: () => refusal(call, ended),
    committed_and_refused: () => refusal(call, ended),
    lost_before: () => ended(silent),
    lost_after: () => ended(silent),
    lost_and_late: () => ended(silent),
    killed_before: (): LedgerAttempt => ({ ...base, state: 'open', owner: 'gone' }),
    killed_after: (): LedgerAttempt => ({ ...base, state: 'open', owner: 'gone' }),
  }[fate]();
  const isCommitted = [
    'done',
    'committed_and_refused',
    'lost_after',
    'lost_and_late',
    'killed_after',
  ].includes(fate);
  const isOut = shownOf(world, state).some((one) => one.call === firstVisible(world));
  if (call.name === confirmCall.name && fate === 'done' && !isOut) {
    const pending = ended({ state: 'pending', retryAfterMs: 60_000 });
    return step({ attempts: [...state.attempts, pending], now: state.now + 1 }, `${call.name} not yet`);
  }
  const isTakenBack = call.name === unscheduleCall.name && isCommitted;
  const standsAt =
    call.name === scheduleCall.name && isCommitted
      ? (state.standsAt ?? scheduledFor(now).getTime())
      : isTakenBack
        ? undefined
        : state.standsAt;
  const shown = isTakenBack
    ? []
    : call.visible && isCommitted && call.name !== confirmCall.name && !(world.schedules && isOut)
      ? [
          ...state.shown,
          { call: call.name, at: state.now + (fate === 'lost_and_late' ? settlingMs / 2 - 1 : 0) },
        ]
      : state.shown;
  const isDone = fate === 'done';
  return step(
    {
      attempts: [...state.attempts, attempt],
      shown,
      standsAt,
      held: isDone ? [...state.held, call.name, shownBy(world, call.name)] : state.held,
      publication: isDone && call.visible && state.publication === 'open' ? 'published' : state.publication,
      faults: state.faults + (isDone ? 0 : 1),
      now: state.now + 1,
    },
    `${call.name} ${fate}`,
  );
}

function refusal(
  call: LedgerCall,
  ended: (attempt: Record<string, unknown>) => LedgerAttempt,
): LedgerAttempt {
  return isBelieved(call, { class: 'transient' })
    ? ended({ state: 'refused', class: 'transient', remedy: 'repeat', retryAt: undefined })
    : ended({ state: 'unknown', findings: [] });
}

function look(
  world: PublishWorld,
  state: State,
  number: number,
  sight: Sight,
  step: Step,
  patch: (number: number, attempt: Partial<LedgerAttempt>) => LedgerAttempt[],
): State {
  const attempt = state.attempts.find((one) => one.number === number);
  if (attempt?.state !== 'unknown') throw new Error('the search looks for what is known');
  const name = shownBy(world, attempt.name);
  const isVisible = shownOf(world, state).some(
    ({ call, at }) => call === name && at <= state.now - (sight === 'lagging' ? settlingMs / 2 : 0),
  );
  const at = new Date(state.now);
  const base = { now: state.now + 1, faults: state.faults + (sight === 'true' ? 0 : 1) };
  const word = `find ${sight}`;
  if (sight !== 'unreadable' && isVisible) {
    return step(
      {
        ...base,
        attempts: patch(number, { state: 'found', endedAt: at }),
        held: [...state.held, attempt.name, name],
        publication: state.publication === 'open' ? 'published' : state.publication,
      },
      word,
    );
  }
  const finding: LedgerFinding =
    sight === 'unreadable' ? { kind: 'unreadable', class: 'transient', at } : { kind: 'absent', at };
  return step(
    {
      ...base,
      attempts: patch(number, { findings: [...attempt.findings, finding] }),
      wasUnreadable: state.wasUnreadable || sight === 'unreadable',
    },
    word,
  );
}

/** With its faults used up the world is plain; a reading that failed seven times, though, goes on failing. */
function sightsOf(world: PublishWorld, state: State): readonly Sight[] {
  const last = state.attempts.at(-1);
  const failed =
    last?.state === 'unknown' ? last.findings.filter(({ kind }) => kind === 'unreadable').length : 0;
  if (failed > 0 && world.sights.includes('unreadable'))
    return failed > 1 ? ['unreadable'] : ['true', 'unreadable'];
  return state.faults < world.faults ? world.sights : ['true'];
}

function fatesOf(world: PublishWorld, state: State, call: LedgerCall): readonly Fate[] {
  if (state.faults >= world.faults) return ['done'];
  return call.visible ? world.fates : world.fates.filter((fate) => fate !== 'committed_and_refused');
}

function factsOf(world: PublishWorld, state: State): PublicationFacts {
  return {
    publication: {
      id: 'p1',
      platform: 'x',
      state: state.publication,
      dueAt: new Date(due),
      late: { afterMs: 3_600_000, action: 'publish' },
      isApproved: true,
      violations: [],
      reopenedAt: undefined,
      followUp: state.followUp,
      verification: { result: 'none', tries: 0, lastAt: undefined },
      wish: 'none',
      canHandOff: false,
    },
    next:
      state.publication === 'open' && state.held.includes(scheduleCall.name)
        ? confirmCall
        : (world.calls.find(({ name }) => !state.held.includes(name)) ?? 'complete'),
    canSchedule: world.schedules === true && state.publication === 'open',
    attempts: state.attempts,
    credentials: [
      {
        id: 'c1',
        tokenVersion: 1,
        state: 'live',
        expiresAt: undefined,
        canRefresh: true,
        refreshAfter: undefined,
      },
    ],
    breaker: { state: 'closed', failures: 0 },
    allowances: [],
    freeAt: new Date(state.now),
    isStopped: false,
  };
}

/** What holds at every move. */
function check(world: PublishWorld, state: State, move: Move): void {
  const last = state.attempts.at(-1);
  if (move.kind === 'call') {
    hold(state, last?.state !== 'open', 'a call is sent while another one is open');
    const isOpenQuestion = last?.state === 'unknown' && last.visible;
    hold(state, !isOpenQuestion, 'a call is sent before the last one is settled');
    const isOut = shownOf(world, state).some(({ call, at }) => call === move.call.name && at <= state.now);
    hold(state, !(move.call.visible && isOut), `${move.call.name} is sent and is out already`);
  }
  if (move.kind === 'wait') hold(state, move.until.getTime() > state.now, 'waits for what has passed');
  const names = shownOf(world, state).map(({ call }) => call);
  hold(state, new Set(names).size === names.length, 'something went out twice');
}

function checkEnd(world: PublishWorld, state: State): void {
  const [first] = world.calls.filter(({ visible }) => visible);
  const shown = shownOf(world, state);
  const isOut = shown.some(({ call }) => call === first?.name);
  if (state.publication !== 'published' && state.publication !== 'ambiguous')
    hold(state, state.standsAt === undefined, 'over, and the platform may still publish it');
  if (state.publication === 'published') hold(state, isOut, 'published, and nothing is out');
  if (state.publication === 'failed') hold(state, !isOut, 'failed, and it is out');
  if (state.publication === 'ambiguous')
    hold(state, state.wasUnreadable, 'parked, and the account was readable');
  if (state.publication === 'published' && state.followUp === 'complete') {
    const all = world.calls.filter(({ visible }) => visible).length;
    hold(state, shown.length === all, 'complete, and something is missing');
  }
}

function hold(state: State, isHeld: boolean, broken: string): void {
  if (!isHeld) throw new Error(`${broken}: ${state.story.join(', ')}`);
}
