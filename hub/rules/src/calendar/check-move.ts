import type { Brand } from '../brand/brand.ts';
import type { CalendarFinding } from './calendar-rule.ts';
import { calendarRules } from './check-calendar.ts';
import type { Calendar, Item } from './item.ts';

/** The rules that a move to another time can break for the item that is moved. */
const moveRules = ['C8/window', 'C9/date-to-avoid', 'C22/spacing', 'C30/quota', 'C31/credential'] as const;

/** What the rules have against an item at its new time that they had not at its old one. */
export function checkMove(calendar: Calendar, brand: Brand, moved: Item): CalendarFinding[] {
  const items = calendar.items.map((item) => (item.id === moved.id ? moved : item));
  const known = new Set(findingsOn(calendar, brand, moved.id).map(({ message }) => message));
  return findingsOn({ ...calendar, items }, brand, moved.id).filter(({ message }) => !known.has(message));
}

function findingsOn(calendar: Calendar, brand: Brand, id: string): CalendarFinding[] {
  const rules = calendarRules.filter((rule) => moveRules.some((name) => name === rule.id));
  return rules.flatMap((rule) =>
    rule
      .find({ calendar, brand, items: calendar.items })
      .filter(({ items }) => items.includes(id))
      .map(({ message, items }) => ({ rule: rule.id, severity: rule.severity, message, items })),
  );
}
