import { type Placed, parseYaml } from '../parse-yaml.ts';
import { type Calendar, calendarSchema } from './item.ts';

/** Reads a calendar file, JSON or YAML. Whether its items are good is `checkCalendar`'s question. */
export function parseCalendar(text: string): Placed<Calendar> {
  return parseYaml(text, 'calendar', calendarSchema);
}
