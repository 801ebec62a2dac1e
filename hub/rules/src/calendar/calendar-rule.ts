import type { Brand } from '../brand/brand.ts';
import type { Calendar, Item } from './item.ts';

/** What a rule finds wrong, and with which items. */
export type CalendarFinding = {
  rule: string;
  severity: 'error' | 'warning';
  message: string;
  items: string[];
};

type CalendarSubject = { calendar: Calendar; brand: Brand; items: readonly Item[] };
export type Wrong = { message: string; items: string[] };
export type CalendarRule = {
  /** `C5/instant`: the number of SPEC.md and a name. */
  id: string;
  severity: 'error' | 'warning';
  find(subject: CalendarSubject): Wrong[];
};

/** A rule that looks at one item at a time; words where it is wrong. */
export function ofEachItem(
  id: string,
  wrong: (item: Item, brand: Brand, calendar: Calendar) => string | undefined,
): CalendarRule {
  return {
    id,
    severity: 'error',
    find: ({ items, brand, calendar }) =>
      items.flatMap((item) => {
        const message = wrong(item, brand, calendar);
        return message === undefined ? [] : [{ message: `${item.id}: ${message}`, items: [item.id] }];
      }),
  };
}

/** Values by a key, in the order of their first. */
export function grouped<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => string,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}
