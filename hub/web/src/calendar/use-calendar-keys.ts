import { isInChord, type KeyWords } from '@musterhq/page';
import { useEffect } from 'react';
import { type CalendarSearch, type Span, spans, stepDay } from './calendar-search.ts';
import type { Day } from './days.ts';

/** What the help says of the keys below and of moving. */
export const calendarKeys: readonly KeyWords[] = [
  [['1', '–', '4'], 'Month, week, day, list'],
  [['t'], 'Today'],
  [['←', '→'], 'The month, week or day before, and the next one'],
  [['m'], 'Pick the post up; arrows move it'],
];

type Order = {
  span: Span;
  day: Day;
  today: Day;
  change: (change: CalendarSearch) => void;
  isBusy: boolean;
};

export function useCalendarKeys({ span, day, today, change, isBusy }: Order): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, target, defaultPrevented } = event;
      if (isBusy || isInChord() || ctrlKey || metaKey || altKey || defaultPrevented) return;
      if (
        target instanceof HTMLElement &&
        target.closest('input, textarea, select, [role="dialog"]') !== null
      )
        return;
      const wanted = spans[Number(key) - 1];
      if (wanted !== undefined) change({ span: wanted });
      else if (key === 't') change({ day: today });
      else if (key === 'ArrowLeft') change({ day: stepDay(span, day, -1) });
      else if (key === 'ArrowRight') change({ day: stepDay(span, day, 1) });
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [span, day, today, change, isBusy]);
}
