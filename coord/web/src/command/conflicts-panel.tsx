import { Panel } from '@musterhq/page';
import { useStatus } from '../live/use-part.ts';
import { StateMark } from '../parts/state-mark.tsx';

const nameOf = (session: number): string => (session === 0 ? 'the integration branch' : `Session ${session}`);

/** Pairs of live branches that would not merge if both landed now. Absent while there are none. */
export function ConflictsPanel() {
  const conflicts = useStatus(({ conflictsAhead }) => conflictsAhead) ?? [];
  if (conflicts.length === 0) return null;
  return (
    <Panel title="Conflicts ahead" note={String(conflicts.length)}>
      <ul className="rows">
        {conflicts.map(({ session, other, paths }) => (
          <li key={`${session} ${other}`} className="milestone">
            <StateMark state="rework" word="ahead" isBare />
            <span>
              {nameOf(session)} and {nameOf(other)}
            </span>
            <span className="why mono">{paths.map(({ path }) => path).join(', ')}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
