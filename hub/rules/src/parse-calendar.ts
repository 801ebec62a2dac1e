import { type Calendar, calendarSchema } from './item.ts';
import { type Placed, parseYaml } from './parse-yaml.ts';

/** Reads a calendar file, JSON or YAML. Whether its items are good is `checkCalendar`'s question. */
export function parseCalendar(text: string): Placed<Calendar> {
  return parseYaml(text, 'calendar', calendarSchema);
}
