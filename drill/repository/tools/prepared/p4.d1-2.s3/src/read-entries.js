import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The calendar as the queue takes it: `minute` counts from midnight of day 1. */
export async function readEntries(folder) {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  const days = await Promise.all(
    files.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))),
  );
  return days.flatMap(({ day, entries }) =>
    entries.map(({ id, platform, variant, time, text }) => ({
      id,
      platform,
      variant,
      text,
      minute: minuteOf(day, time),
    })),
  );
}

function minuteOf(day, time) {
  const [hours, minutes] = time.split(':').map(Number);
  return (day - 1) * 1440 + hours * 60 + minutes;
}
