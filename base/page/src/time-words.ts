const hour = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const date = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' });

/** In the viewer's zone: the hour, with the date in front when it was another day. */
export function timeWords(at: string | Date, now: Date = new Date()): string {
  const moment = new Date(at);
  const words = hour.format(moment);
  return moment.toDateString() === now.toDateString() ? words : `${date.format(moment)}, ${words}`;
}

/** A moment in full in a zone of its own, for a hover. */
export function zoneWords(at: string | Date, zone: string): string {
  const words = new Intl.DateTimeFormat(undefined, {
    dateStyle: 'medium',
    timeStyle: 'long',
    timeZone: zone,
  }).format(new Date(at));
  return `${words} (${zone})`;
}
