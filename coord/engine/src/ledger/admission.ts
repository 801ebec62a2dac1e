export type AdmissionPolicy = {
  /** Turns at once on an account at first, and at most. */
  start: number;
  ceiling: number;
  /** Between two starts on an account. */
  staggerMs: number;
  /** What one agent takes once it works. */
  turnBytes: number;
};

/** A turn of an agent, as far as its start and end tell something of the account that it is billed to. */
export type AdmittedTurn = {
  account: string;
  startedAt: number;
  /** Null while it is under way. `other`: it ended in a way that says nothing of the account. */
  end: { at: number; kind: 'clean' | 'rate_limit' | 'other'; retryAfterMs?: number } | null;
};

export type Account = { window: number; running: number; lastStart: number | null; restsUntil: number };

/** How long an account rests after a rate limit whose vendor named no time: doubled with each one in a row. */
const restMs = 15_000;
const longestRestMs = 15 * 60_000;
/** An agent that was started so recently has not taken its memory yet. */
const growsForMs = 30_000;
/** Nothing tells when memory is free again. */
const lookAtMemoryMs = 5_000;

/**
 * The window of an account, folded from its turns: additive increase (a window of clean turns makes it one wider), multiplicative
 * decrease (a rate limit halves it, down to 1). Turns that were under way at a halving say nothing more: the burst met one limit.
 */
export function accountOf(turns: readonly AdmittedTurn[], policy: AdmissionPolicy): Account {
  let window = policy.start;
  let halvedAt = Number.NEGATIVE_INFINITY;
  let restsUntil = Number.NEGATIVE_INFINITY;
  let inARow = 0;
  const ended = turns.flatMap(({ startedAt, end }) => (end === null ? [] : [{ startedAt, end }]));
  for (const { startedAt, end } of ended.toSorted((a, b) => a.end.at - b.end.at)) {
    const isOfBurst = startedAt <= halvedAt;
    if (end.kind === 'clean' && !isOfBurst) {
      window = Math.min(policy.ceiling, window + 1 / Math.floor(window));
      inARow = 0;
    }
    if (end.kind !== 'rate_limit') continue;
    if (!isOfBurst) {
      window = Math.max(1, Math.floor(window / 2));
      halvedAt = end.at;
      inARow += 1;
    }
    const rest = end.retryAfterMs ?? Math.min(longestRestMs, restMs * 2 ** (inARow - 1));
    restsUntil = Math.max(restsUntil, end.at + rest);
  }
  const starts = turns.map(({ startedAt }) => startedAt);
  return {
    window,
    running: turns.length - ended.length,
    lastStart: starts.length === 0 ? null : Math.max(...starts),
    restsUntil,
  };
}

export type DueTurn = { id: string; account: string };

/**
 * Which of the due turns may start now, in their order, and when to look again where nothing else will wake the asker (a turn that
 * ends does). One agent may always run, however little memory is free: else nothing would ever.
 */
export function nextAdmissions(facts: {
  due: readonly DueTurn[];
  turns: readonly AdmittedTurn[];
  policy: AdmissionPolicy;
  freeBytes: number;
  now: number;
}): { start: string[]; lookAgainAt: number | null } {
  const { due, turns, policy, now } = facts;
  const accounts = new Map<string, Account>();
  const start: string[] = [];
  const looks: number[] = [];
  const running = turns.filter(({ end }) => end === null);
  const growing = running.filter(({ startedAt }) => startedAt > now - growsForMs).length;
  let roomFor = Math.floor(facts.freeBytes / policy.turnBytes) - growing;
  if (running.length === 0) roomFor = Math.max(1, roomFor);
  for (const { id, account: name } of due) {
    const account =
      accounts.get(name) ??
      accountOf(
        turns.filter((turn) => turn.account === name),
        policy,
      );
    accounts.set(name, account);
    if (account.running >= Math.floor(account.window)) continue;
    const mayStartAt = Math.max(
      account.restsUntil,
      account.lastStart === null ? Number.NEGATIVE_INFINITY : account.lastStart + policy.staggerMs,
    );
    if (mayStartAt > now) looks.push(mayStartAt);
    else if (roomFor < 1) looks.push(now + lookAtMemoryMs);
    else {
      start.push(id);
      roomFor -= 1;
      account.running += 1;
      account.lastStart = now;
    }
  }
  return { start, lookAgainAt: looks.length === 0 ? null : Math.min(...looks) };
}
