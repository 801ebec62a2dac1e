import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from './read-json.js';

export const calendarFolder = 'content_templates/calendar';

/** Every day of the calendar, in order. */
export async function readCalendar(folder = calendarFolder) {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(files.map((name) => readJson(join(folder, name))));
}
