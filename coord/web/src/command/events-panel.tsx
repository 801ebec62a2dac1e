import { Panel } from '@musterhq/page';
import type { LogEvent } from '../live/facts.ts';
import { TimeOf } from '../parts/time-of.tsx';

/** The newest of the log, as they come. */
export function EventsPanel({ events }: { events: readonly LogEvent[] }) {
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
