import { TARGET } from '@musterhq/git';
import type { ForecastRow } from '@musterhq/store';
import { sideOfHunks } from '../side-of-hunks.ts';

export type ConflictAhead = Pick<ForecastRow, 'session' | 'other' | 'commit' | 'otherCommit' | 'paths'>;

/** A brief is read whole: so many conflicts, paths of each and characters of the other side's words have room in it. */
const MOST_CONFLICTS = 5;
const MOST_PATHS = 8;
const LONGEST_PART = 600;
const LONGEST_PARTS = 3_000;

/** What a session is told of the conflicts that it will meet: with whom, where, what the other side has there, what to do. */
export function conflictLines(
  session: number,
  forecasts: readonly ConflictAhead[],
  nameOf: (session: number) => string,
): string[] {
  const own = forecasts.filter((row) => row.session === session || row.other === session);
  if (own.length === 0) return [];
  const room = { left: LONGEST_PARTS };
  return [
    ...own.slice(0, MOST_CONFLICTS).flatMap((row) => linesOf(session, row, nameOf, room)),
    ...rest(own.length - MOST_CONFLICTS, 'predicted conflicts'),
    '',
    ...adviceFor(own),
  ];
}

function linesOf(
  session: number,
  row: ConflictAhead,
  nameOf: (session: number) => string,
  room: { left: number },
): string[] {
  const isFirst = row.session === session;
  const commit = (isFirst ? row.otherCommit : row.commit).slice(0, 10);
  const other = isFirst ? row.other : row.session;
  const whom = other === TARGET ? 'with what has landed already' : `with ${nameOf(other)}`;
  return [
    `- ${whom}, commit ${commit}:`,
    ...row.paths.slice(0, MOST_PATHS).flatMap(({ path, reason, hunks }) => {
      const parts = sideOfHunks(hunks ?? '', isFirst ? 'theirs' : 'ours', LONGEST_PART, room);
      return [`  - ${path} (${reason})`, ...parts.map((line) => `    > ${line}`)];
    }),
    ...rest(row.paths.length - MOST_PATHS, 'paths').map((line) => `  ${line}`),
  ];
}

const rest = (count: number, what: string): string[] => (count > 0 ? [`- and ${count} more ${what}`] : []);

function adviceFor(rows: readonly ConflictAhead[]): string[] {
  const isWithLanded = rows.some((row) => row.session === TARGET);
  const isWithSession = rows.some((row) => row.session !== TARGET);
  return [
    ...(isWithLanded
      ? [
          'What has landed stands: change these places so that both hold, or take the integration branch in and resolve it here.',
        ]
      : []),
    ...(isWithSession
      ? [
          'Of two sessions the one that lands second has to resolve it. Keep away from these places where the task allows it; where it does not, keep what the other side has there, and tell them with: muster report "…"',
        ]
      : []),
  ];
}
