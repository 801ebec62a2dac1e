import type { Brand } from '../brand/brand.ts';
import type { CalendarFinding, CalendarRule } from './calendar-rule.ts';
import type { Calendar } from './item.ts';
import { itemRules } from './item-rules.ts';
import { planRules } from './plan-rules.ts';

export const calendarRules: readonly CalendarRule[] = [...itemRules, ...planRules].sort(
  (one, other) => numberOf(one) - numberOf(other),
);

/** Everything that is wrong with a calendar, whoever made it: by rule, and with the items that it is about. */
export function checkCalendar(calendar: Calendar, brand: Brand): CalendarFinding[] {
  const subject = { calendar, brand, items: calendar.items };
  return calendarRules.flatMap((rule) =>
    rule
      .find(subject)
      .map(({ message, items }) => ({ rule: rule.id, severity: rule.severity, message, items })),
  );
}

function numberOf({ id }: CalendarRule): number {
  return Number(/^C(\d+)/.exec(id)?.[1]);
}
