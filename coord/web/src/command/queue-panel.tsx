import { Panel } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useAct } from '../actions/act-context.ts';
import { goFirst } from '../actions/action.ts';
import type { Queue } from '../live/facts.ts';
import { queueQuery } from '../live/queries.ts';
import { StateMark } from '../parts/state-mark.tsx';

/** What lands next, in order. The first `window` entries are merged and gated now, each on the success of those ahead. */
export function QueuePanel() {
  const { data: queue } = useQuery(queueQuery);
  const entries = queue?.entries ?? [];
  return (
    <Panel
      title="Landing queue"
      note={
        queue === undefined ? undefined : `${queue.landed} landed, window ${queue.window} of ${queue.ceiling}`
      }
    >
      {entries.length === 0 ? (
        <p className="panel-empty">{queue === undefined ? 'Reading …' : 'Nothing waits to land.'}</p>
      ) : (
        <ol className="rows">
          {entries.map((entry, index) => (
            <li key={entry.entry} className="entry" data-window={index < (queue?.window ?? 0) || undefined}>
              <span className="lane-number figure">{index + 1}</span>
              <span className="cut">
                {entry.task === null ? (
                  entry.label
                ) : (
                  <Link to="/tasks/$task" params={{ task: entry.task }}>
                    {entry.label}
                  </Link>
                )}
                {entry.session === null ? null : <span className="quiet">, Session {entry.session}</span>}
              </span>
              <span className="entry-actions">
                {index === 0 || entry.isPromoted ? null : <GoFirst entry={entry} />}
                <StateMark state={entry.state.kind} />
              </span>
              <span className="entry-detail cut">
                {entry.onto === null ? 'on the tip' : `if ${entry.onto} lands`}
                {entry.isPromoted ? ', let past' : ''}
                {entry.stall === undefined
                  ? ''
                  : entry.stall === 'slow'
                    ? ', slow'
                    : ', hangs while others pass'}
                {`, ${entry.paths.length} ${entry.paths.length === 1 ? 'path' : 'paths'}`}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

function GoFirst({ entry }: { entry: Queue['entries'][number] }) {
  const act = useAct();
  if (act === undefined) return null;
  return (
    <button
      type="button"
      className="lane-menu"
      aria-label={`Let ${entry.label} go first`}
      onClick={() => act(goFirst(entry.entry, entry.label))}
    >
      ↑
    </button>
  );
}
