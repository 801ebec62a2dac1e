import { Panel, request } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { DayList } from '../live/facts.ts';

export const useDays = () =>
  useQuery({ queryKey: ['days'], queryFn: () => request<DayList>('/api/days') }).data?.days ?? [];

/** The report of each plan day. */
export function DayLinks() {
  const days = useDays();
  if (days.length === 0) return null;
  return (
    <Panel title="Daily reports" note={String(days.length)}>
      <ol className="rows">
        {days.map(({ day, date, isOver }) => (
          <li key={day}>
            <Link to="/days/$day" params={{ day: String(day) }}>
              Day {day}
            </Link>
            <span className="row-end quiet figure">{isOver ? date : `${date}, not over`}</span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
