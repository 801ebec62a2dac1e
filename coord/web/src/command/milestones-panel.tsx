import type { Status } from '../live/facts.ts';
import { Panel } from '../parts/panel.tsx';
import { StateMark } from '../parts/state-mark.tsx';

/** The dated metrics of the plan, each with the evidence that ticked it or what keeps it open. */
export function MilestonesPanel({ milestones }: { milestones: Status['milestones'] }) {
  const ticked = milestones.filter(({ isTicked }) => isTicked).length;
  return (
    <Panel title="Milestones" note={`${ticked} of ${milestones.length}`}>
      {milestones.length === 0 ? (
        <p className="panel-empty">The plan names none.</p>
      ) : (
        <ul className="rows">
          {milestones.map(({ id, day, text, isTicked, reason, evidence }) => (
            <li key={id} className="milestone">
              <span className="quiet figure">day {day}</span>
              <span>
                <StateMark state={isTicked ? 'passed' : 'open'} isBare word={isTicked ? 'reached' : 'open'} />{' '}
                {text}
              </span>
              {evidence.map((line) => (
                <span key={line} className="why">
                  {line}
                </span>
              ))}
              {isTicked || reason === undefined ? null : <span className="why">{reason.split('\n')[0]}</span>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
