import { countWords, queryFailure, useIsNarrow, ViewFrame } from '@musterhq/page';
import '../style/events.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useDeferredValue, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { LogEvent } from '../live/facts.ts';
import { statusQuery } from '../live/queries.ts';
import { TimeOf } from '../parts/time-of.tsx';
import { type LogFilter, useLog } from './use-log.ts';

const route = getRouteApi('/events');

/** Everything that happened, newest first. */
export function EventsView() {
  const { event: named } = route.useSearch();
  const status = useQuery(statusQuery);
  const [filter, setFilter] = useState<LogFilter>({
    search: named === undefined ? '' : String(named),
    session: '',
  });
  const asked = useDeferredValue(filter);
  const [chosen, choose] = useState<LogEvent | undefined>();
  if (status.data === undefined) return <ViewFrame title="Events" failure={queryFailure(status)} />;
  return (
    <ViewFrame title="Events" className="events-view">
      <search className="filters">
        <input
          type="search"
          className="field"
          placeholder="Search words, paths, kinds or a number"
          aria-label="Search the events"
          data-key="/"
          value={filter.search}
          onChange={(event) => setFilter({ ...filter, search: event.target.value })}
        />
        <select
          className="field"
          aria-label="Session"
          value={filter.session}
          onChange={(event) => setFilter({ ...filter, session: event.target.value })}
        >
          <option value="">All sessions</option>
          {status.data.sessions.map(({ session, name }) => (
            <option key={session} value={session}>
              {session} {name}
            </option>
          ))}
        </select>
      </search>
      <div className="log-frame">
        <Log filter={asked} chosen={chosen} choose={choose} />
        {chosen === undefined ? null : <EventDetail event={chosen} close={() => choose(undefined)} />}
      </div>
    </ViewFrame>
  );
}

type LogProps = { filter: LogFilter; chosen: LogEvent | undefined; choose: (event: LogEvent) => void };

function Log({ filter, chosen, choose }: LogProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useIsNarrow() ? 46 : 28;
  const [rows, setRows] = useState({ first: 0, last: 60 });
  const { total, eventAt, isKnown } = useLog(filter, rows);
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 20,
    onChange: ({ range }) => {
      if (range !== null && (range.startIndex !== rows.first || range.endIndex !== rows.last))
        setRows({ first: range.startIndex, last: range.endIndex });
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height of a row changes what was measured
  useEffect(() => virtualizer.measure(), [rowHeight]);
  useStill(scroller, total, rowHeight);
  const chosenRow = useRef(0);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1, PageDown: 20, PageUp: -20 }[event.key];
    const wanted =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? total - 1
          : step === undefined
            ? undefined
            : chosen === undefined
              ? 0
              : Math.min(total - 1, Math.max(0, chosenRow.current + step));
    if (wanted === undefined) return;
    event.preventDefault();
    chosenRow.current = wanted;
    virtualizer.scrollToIndex(wanted);
    const found = eventAt(wanted);
    if (found !== undefined) choose(found);
  };
  return (
    <section className="panel log" aria-label="Event log" aria-busy={!isKnown}>
      <p className="log-count quiet figure" role="status">
        {isKnown ? `${countWords(total)} ${total === 1 ? 'event' : 'events'}` : 'Reading …'}
      </p>
      <div
        ref={scroller}
        className="log-scroll"
        role="listbox"
        aria-label="Events, newest first"
        tabIndex={0}
        data-list
        aria-activedescendant={chosen === undefined ? undefined : `event-${chosen.id}`}
        onKeyDown={onKeyDown}
      >
        <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }} role="presentation">
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const event = eventAt(index);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list takes the keys for all of its rows
              // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the row
              <div
                key={event?.id ?? `row ${index}`}
                id={event === undefined ? undefined : `event-${event.id}`}
                role="option"
                className="log-row"
                aria-selected={event !== undefined && event.id === chosen?.id}
                aria-setsize={total}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start}px)`, height: rowHeight }}
                onClick={() => {
                  chosenRow.current = index;
                  if (event !== undefined) choose(event);
                }}
              >
                {event === undefined ? <span className="quiet">…</span> : <RowWords event={event} />}
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
}

function RowWords({ event }: { event: LogEvent }) {
  return (
    <>
      <span className="quiet figure log-id">{event.id}</span>
      <TimeOf at={event.at} />
      <span className="quiet cut log-kind">{event.kind.replaceAll('_', ' ')}</span>
      <span className="cut log-line">{event.line}</span>
    </>
  );
}

/** New events come in at the top: whoever has scrolled down keeps the same rows before the eyes. */
function useStill(scroller: { current: HTMLDivElement | null }, total: number, rowHeight: number): void {
  const known = useRef(total);
  useLayoutEffect(() => {
    const element = scroller.current;
    const grown = total - known.current;
    known.current = total;
    if (element !== null && grown > 0 && element.scrollTop > rowHeight)
      element.scrollTop += grown * rowHeight;
  }, [scroller, total, rowHeight]);
}

function EventDetail({ event, close }: { event: LogEvent; close: () => void }) {
  return (
    <aside className="panel event-detail" aria-label={`Event ${event.id}`}>
      <header className="panel-head">
        <h2>Event {event.id}</h2>
        <span className="panel-note">{event.kind.replaceAll('_', ' ')}</span>
        <span className="panel-actions">
          <button type="button" className="quiet-button" onClick={close}>
            Close
          </button>
        </span>
      </header>
      <div className="event-body">
        <p>{event.line}</p>
        <p className="quiet">
          <TimeOf at={event.at} />
          {event.session === null ? '' : `, Session ${event.session}`}
          {event.task === null ? null : (
            <>
              {', '}
              <Link to="/tasks/$task" params={{ task: event.task }} className="text-link">
                {event.task}
              </Link>
            </>
          )}
        </p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls has to be reachable by keyboard */}
        <pre tabIndex={0}>{JSON.stringify(event.data, null, 2)}</pre>
      </div>
    </aside>
  );
}
