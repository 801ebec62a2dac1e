import { readJson } from './read-json.js';

export const calendarFile = 'content_templates/calendar.json';

/**
 * The month as the hub planned it, by day: an entry for each version of each piece. Of the two versions of a piece one goes out
 * (`isPublished`). `minute` counts from midnight of day 1, on the clock of the studio's wall.
 */
export async function readCalendar(file = calendarFile) {
  const { start, days, items } = await readJson(file);
  return Array.from({ length: days }, (_, index) => {
    const date = new Date(Date.parse(start) + index * 86_400_000).toISOString().slice(0, 10);
    const pieces = items.filter(({ wall }) => wall.startsWith(date));
    return { day: index + 1, date, entries: pieces.flatMap((piece) => entriesOf(piece, index)) };
  });
}

/** The entries that go out until a day is over, in the order of their times. */
export async function readPublished(lastDay) {
  const days = (await readCalendar()).filter(({ day }) => day <= lastDay);
  return days
    .flatMap(({ entries }) => entries)
    .filter(({ isPublished }) => isPublished)
    .sort((one, other) => one.minute - other.minute);
}

function entriesOf({ id, platform, publishes, variants }, index) {
  return variants.map(({ id: entry, label, wall, text }) => {
    const time = wall.slice(11);
    const [hours, minutes] = time.split(':').map(Number);
    const minute = index * 1440 + hours * 60 + minutes;
    return {
      id: entry,
      item: id,
      platform,
      variant: label.toLowerCase(),
      time,
      minute,
      text,
      isPublished: label === publishes,
    };
  });
}
