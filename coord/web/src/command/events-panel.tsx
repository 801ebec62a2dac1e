import { Panel } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { recentEventsQuery } from '../live/queries.ts';
import { TimeOf } from '../parts/time-of.tsx';

const shownEvents = 14;

/** The newest of the log, as they come. */
export function EventsPanel() {
  const { data = [] } = useQuery(recentEventsQuery);
  const events = data.slice(0, shownEvents);
  return (
    <Panel title="Recent events">
      {events.length === 0 ? (
        <p className="panel-empty">Nothing has happened yet.</p>
      ) : (
        <ol className="rows events">
          {events.map(({ id, at, line }) => (
            <li key={id} className="event-row" data-event={id}>
              <TimeOf at={at} />
              <span title={line}>{line}</span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
