import { Panel, queryFailure, request, ViewFrame } from '@musterhq/page';
import '../style/rounds.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Round, Rounds } from '../live/facts.ts';
import { TimeOf } from '../parts/time-of.tsx';
import { DayLinks } from './day-links.tsx';
import { Sentences } from './sentences.tsx';

/** Standup, sync and review as they were computed, each sentence with the events that it rests on. */
export function RoundsView() {
  const { name } = useParams({ strict: false });
  const rounds = useQuery({ queryKey: ['rounds'], queryFn: () => request<Rounds>('/api/rounds') });
  if (rounds.data === undefined) return <ViewFrame title="Rounds" failure={queryFailure(rounds)} />;
  const newestFirst = rounds.data.rounds.toReversed();
  const chosen = name ?? newestFirst[0]?.name;
  return (
    <ViewFrame title="Rounds" className="rounds-view">
      <div className="stack rounds-list">
        <DayLinks />
        <Panel title="Held" note={String(newestFirst.length)}>
          {newestFirst.length === 0 ? (
            <p className="panel-empty">No round has been held yet.</p>
          ) : (
            <ol className="rows">
              {newestFirst.map((round) => (
                <li key={round.event} data-at={round.name === chosen || undefined}>
                  <Link to="/rounds/$name" params={{ name: round.name }} className="cut">
                    {round.title}
                  </Link>
                  <span className="row-end">
                    <TimeOf at={round.heldAt} />
                  </span>
                </li>
              ))}
            </ol>
          )}
        </Panel>
      </div>
      {chosen === undefined ? null : <RoundPage name={chosen} />}
    </ViewFrame>
  );
}

function RoundPage({ name }: { name: string }) {
  const read = useQuery({
    queryKey: ['round', name],
    queryFn: () => request<Round>(`/api/rounds/${encodeURIComponent(name)}`),
  });
  if (read.data === undefined) return <p className="quiet">{queryFailure(read)?.message ?? 'Reading …'}</p>;
  const { title, speaker, heldAt, answers } = read.data;
  return (
    <article className="panel round">
      <header className="round-head">
        <div>
          <h2>{title}</h2>
          <p className="quiet">
            {speaker.replace(/\.$/, '')}, <TimeOf at={heldAt} />
          </p>
        </div>
        <button type="button" className="button" onClick={() => window.print()}>
          Print
        </button>
      </header>
      {answers.map(({ item, lines }) => (
        <section key={item}>
          <h3>{item}</h3>
          <Sentences lines={lines} />
        </section>
      ))}
    </article>
  );
}
