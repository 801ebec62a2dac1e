import { Panel, queryFailure, request } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import type { TurnEvents, TurnLine } from '../live/facts.ts';
import { TimeOf } from '../parts/time-of.tsx';
import type { Turn } from './task-turns.tsx';

/** The newest of them; a turn of hours says more than anyone reads at once. */
const shown = 500;

/** What the agent said and did in a turn: messages, tool calls, permissions asked and answered. */
export function TurnPanel({ turn }: { turn: Turn | undefined }) {
  const told = useQuery({
    queryKey: ['turn-events', turn?.id],
    queryFn: () => request<TurnEvents>(`/api/turns/${encodeURIComponent(turn!.id)}/events?limit=${shown}`),
    enabled: turn !== undefined,
  });
  const feedback = turn?.verdict?.feedback;
  const events = (told.data?.events ?? []).filter(({ line }) => line !== null);
  const left = (told.data?.total ?? 0) - (told.data?.events.length ?? 0);
  return (
    <Panel title="What was said and done" note={left > 0 ? `the newest ${shown}` : undefined}>
      {feedback === null || feedback === undefined ? null : (
        <pre className="reason tone-care">{feedback}</pre>
      )}
      {events.length === 0 ? (
        <p className="panel-empty">
          {queryFailure(told)?.message ??
            (turn === undefined ? 'No turn has begun.' : 'This turn has told nothing.')}
        </p>
      ) : (
        <ol className="rows turn-events">
          {events.map((event) => (
            <TurnEventRow key={event.seq} event={event} />
          ))}
        </ol>
      )}
    </Panel>
  );
}

function TurnEventRow({ event }: { event: TurnLine }) {
  return (
    <li className="turn-event" data-kind={event.kind}>
      <TimeOf at={event.at} />
      <span className="chip">{event.kind.replaceAll('_', ' ')}</span>
      <span className="turn-line">{event.line}</span>
    </li>
  );
}
