import { Panel } from '@musterhq/page';
import type { Timeline } from '../live/facts.ts';
import { useStatus, useTimeline } from '../live/use-part.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { milestoneWords } from './expected-words.ts';

/** The dated metrics of the plan, each with the evidence that ticked it, or when it is expected and what keeps it open. */
export function MilestonesPanel() {
  const milestones = useStatus((status) => status.milestones) ?? [];
  const forecast = useTimeline((timeline) => timeline.forecast);
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
              {isTicked || forecast === undefined ? null : <Expected forecast={forecast} id={id} />}
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

function Expected({ forecast, id }: { forecast: Timeline['forecast']; id: string }) {
  const expected = milestoneWords({ forecast }, id);
  if (expected === undefined) return null;
  return <span className={expected.isLate ? 'why late' : 'why'}>{expected.text}</span>;
}
