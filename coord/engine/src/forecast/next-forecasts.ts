import { type ConflictPath, type PredictedConflict, TARGET } from '@musterhq/git';
import type { Attempt, ForecastChange, ForecastFinding, ForecastRow } from '@musterhq/store';
import type { Facts } from '../facts.ts';

/** Of one episode: so many paths are kept, and so much of what collides in each. */
const MOST_PATHS = 50;
const LONGEST_HUNKS = 2_000;

/**
 * Sessions whose branch will land one day: those with an open attempt that has its worktree, and those that a person
 * holds. What was submitted is that commit; otherwise the branch is wherever it is now.
 */
export function liveSessions(facts: Facts): { session: number; submitted?: string }[] {
  const open = facts.attempts.filter(isUnderWay);
  const sessions = new Set([...open.map(({ session }) => session), ...facts.heldByPerson]);
  return [...sessions]
    .toSorted((a, b) => a - b)
    .map((session) => {
      const submitted = open.find((one) => one.session === session && one.state === 'submitted')?.head;
      const isHeld = facts.heldByPerson.has(session);
      return { session, ...(submitted == null || isHeld ? {} : { submitted }) };
    });
}

/** Before its base is set, the branch still is what an earlier attempt left. */
const isUnderWay = (attempt: Attempt): boolean =>
  attempt.state === 'submitted' || (attempt.state === 'working' && attempt.base !== null);

/** What a look changes in the store: one open episode for each pair that would conflict now, and none for any other. */
export function nextForecasts(
  open: readonly ForecastRow[],
  conflicts: readonly PredictedConflict[],
  live: ReadonlySet<number>,
): ForecastChange {
  const found = new Map(conflicts.map((conflict) => [pairKey(conflict), findingOf(conflict)]));
  const known = new Map(open.map((row) => [pairKey(row), row]));
  return {
    opened: [...found].filter(([key]) => !known.has(key)).map(([, finding]) => finding),
    refreshed: [...found].flatMap(([key, finding]) => {
      const row = known.get(key);
      if (row === undefined || isSame(row, finding)) return [];
      return [{ id: row.id, ...finding, isNews: namesOf(row) !== namesOf(finding) }];
    }),
    cleared: [...known]
      .filter(([key]) => !found.has(key))
      .map(([, { id, session, other }]) => {
        const isLive = [session, other].every((one) => one === TARGET || live.has(one));
        return { id, session, other, reason: isLive ? 'clean' : 'gone' };
      }),
  };
}

const pairKey = ({ session, other }: { session: number; other: number }): string => `${session} ${other}`;

const isSame = (row: ForecastRow, finding: ForecastFinding): boolean =>
  row.commit === finding.commit && row.otherCommit === finding.otherCommit;

const namesOf = ({ paths }: Pick<ForecastFinding, 'paths'>): string =>
  paths.map(({ path, reason }) => `${path}\0${reason}`).join('\0');

function findingOf({ session, other, commit, otherCommit, paths }: PredictedConflict): ForecastFinding {
  return { session, other, commit, otherCommit, paths: paths.slice(0, MOST_PATHS).map(bounded) };
}

function bounded({ hunks, ...path }: ConflictPath): ConflictPath {
  return hunks === undefined ? path : { ...path, hunks: hunks.slice(0, LONGEST_HUNKS) };
}
