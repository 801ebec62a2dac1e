import { Panel, request, ToneMark } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import type { StopList } from '../live/facts.ts';
import { statusQuery } from '../live/queries.ts';
import { actorWords } from '../words/actor-words.ts';
import { When } from '../words/when.tsx';

/** Whether the hub publishes, and every time that somebody stopped it or let it go on. */
export function StopsPanel() {
  const status = useQuery(statusQuery);
  // Among the publications, so that the stream's word of a stop makes it old.
  const stops = useQuery({
    queryKey: ['publications', 'stops'],
    queryFn: () => request<StopList>('/api/stops'),
  });
  const isStopped = status.data !== undefined && status.data.stopped !== null;
  return (
    <Panel
      title="Stops"
      note={isStopped ? 'everything is stopped' : status.data === undefined ? undefined : 'the hub publishes'}
    >
      {stops.data?.stops.length === 0 ? (
        <p className="panel-empty">Nobody has stopped everything yet.</p>
      ) : (
        <ul className="rows">
          {stops.data?.stops.map(({ kind, at, by, why }) => (
            <li key={`${kind} ${at}`}>
              <ToneMark tone={kind === 'stopped' ? 'red' : 'done'} word={kind} />
              <span className="alert-words">
                {actorWords(by)}
                {why === null ? '' : `: ${why}`}
              </span>
              <span className="row-end">
                <When at={at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
