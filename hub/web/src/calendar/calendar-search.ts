import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { addDays, addMonths, type Day, daysFrom, isDay, weekOf, weeksOfMonth } from './days.ts';

export const spans = ['month', 'week', 'day', 'list'] as const;
export type Span = (typeof spans)[number];

/** What the address says of the calendar: a link to it shows somebody else the same. */
export type CalendarSearch = {
  span?: Span;
  day?: Day;
  brand?: string;
  platform?: string;
  pillar?: string;
  state?: string;
  words?: string;
};

export function useCalendarSearch(): [CalendarSearch, (change: CalendarSearch) => void] {
  const found = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const text = (name: string) => {
    const value = found[name];
    return value === undefined || value === '' ? {} : { [name]: String(value) };
  };
  const search: CalendarSearch = {
    ...(spans.some((span) => span === found.span) ? { span: found.span as Span } : {}),
    ...(isDay(found.day) ? { day: found.day } : {}),
    ...text('brand'),
    ...text('platform'),
    ...text('pillar'),
    ...text('state'),
    ...text('words'),
  };
  const change = useCallback(
    (more: CalendarSearch) =>
      void navigate({
        to: '/',
        search: ((before: object) => withoutEmpty({ ...before, ...more })) as never,
        replace: true,
      }),
    [navigate],
  );
  return [search, change];
}

const withoutEmpty = (search: object) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined && value !== ''));

/** The days that a span shows around one of them. */
export function daysOf(span: Span, day: Day): Day[] {
  if (span === 'day') return [day];
  if (span === 'week') return weekOf(day);
  if (span === 'month') return weeksOfMonth(day).flat();
  const first: Day = `${day.slice(0, 7)}-01`;
  const next = addMonths(first, 1);
  return daysFrom(first, 31).filter((one) => one < next);
}

/** One span forward or back. */
export function stepDay(span: Span, day: Day, step: 1 | -1): Day {
  if (span === 'day') return addDays(day, step);
  if (span === 'week') return addDays(day, 7 * step);
  return addMonths(day, step);
}
