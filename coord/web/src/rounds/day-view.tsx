import { queryFailure, request, ViewFrame } from '@musterhq/page';
import '../style/rounds.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Daily } from '../live/facts.ts';
import { useDays } from './day-links.tsx';
import { Sentences } from './sentences.tsx';

const route = getRouteApi('/days/$day');

/** One plan day on one page, for the screen and for paper. */
export function DayView() {
  const { day } = route.useParams();
  const address = `/api/days/${encodeURIComponent(day)}`;
  const read = useQuery({ queryKey: ['day', day], queryFn: () => request<Daily>(address) });
  const days = useDays();
  const facts = read.data;
  if (facts === undefined) return <ViewFrame title={`Day ${day}`} failure={queryFailure(read)} />;
  const hasDay = (wanted: number) => days.some((one) => one.day === wanted);
  return (
    <ViewFrame title={`Day ${day}`} className="day-view">
      <article className="panel round">
        <header className="round-head">
          <div>
            <h2>
              Day {facts.day}, {facts.date}
            </h2>
            <p className="quiet">
              {facts.document}, run {facts.run}; days are those of {facts.zone}.
              {facts.isOver ? '' : ' The day is not over.'}
            </p>
          </div>
          <div className="day-actions">
            {[facts.day - 1, facts.day + 1].filter(hasDay).map((other) => (
              <Link key={other} to="/days/$day" params={{ day: String(other) }} className="button">
                Day {other}
              </Link>
            ))}
            <a className="button" href={`${address}/markdown`} download>
              Markdown
            </a>
            <button type="button" className="button" onClick={() => window.print()}>
              Print
            </button>
          </div>
        </header>
        {facts.sections.map(({ key, title, parts }) => (
          <section key={key} className="day-section">
            <h3>{title}</h3>
            {parts.map((part) => (
              <div key={part.title ?? key}>
                {part.title === null ? null : <h4>{part.title}</h4>}
                <Sentences lines={part.lines} />
              </div>
            ))}
          </section>
        ))}
      </article>
    </ViewFrame>
  );
}
