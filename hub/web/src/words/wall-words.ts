const day = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});

/** `2026-03-16T18:20` on the wall as people say it: `Mon 16 Mar, 18:20`. Of no zone: nothing is converted. */
export const wallWords = (wall: string): string =>
  `${day.format(new Date(`${wall.slice(0, 10)}T00:00:00Z`)).replace(',', '')}, ${wall.slice(11, 16)}`;
