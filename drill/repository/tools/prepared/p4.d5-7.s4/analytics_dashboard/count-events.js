const counters = { posted: 'posts', viewed: 'views', clicked: 'clicks', booked: 'bookings' };

/** Counts that grow event by event. An event that is reported again changes nothing; a kind nobody knows is named. */
export function makeCounts() {
  const seen = new Set();
  const entries = new Map();
  const unknown = new Map();
  let repeats = 0;
  let lastMinute;
  return {
    add(event) {
      if (seen.has(event.id)) {
        repeats += 1;
        return 'repeat';
      }
      seen.add(event.id);
      lastMinute = Math.max(lastMinute ?? event.minute, event.minute);
      const counter = counters[event.kind];
      if (counter === undefined) {
        unknown.set(event.kind, (unknown.get(event.kind) ?? 0) + 1);
        return 'unknown';
      }
      const { entry, platform, variant } = event;
      const row = entries.get(entry) ?? {
        entry,
        platform,
        variant,
        posts: 0,
        views: 0,
        clicks: 0,
        bookings: 0,
      };
      row[counter] += 1;
      entries.set(entry, row);
      return 'counted';
    },
    figures: () => ({
      events: seen.size,
      repeats,
      lastMinute,
      unknown: Object.fromEntries(unknown),
      entries: [...entries.values()].sort((one, other) => (one.entry < other.entry ? -1 : 1)),
    }),
  };
}

/** Sums by platform and version: what two versions are compared by. */
export function sumByVersion(entries) {
  const sums = new Map();
  for (const { platform, variant, views, clicks, bookings } of entries) {
    const key = `${platform} ${variant}`;
    const sum = sums.get(key) ?? { platform, variant, views: 0, clicks: 0, bookings: 0 };
    sums.set(key, {
      ...sum,
      views: sum.views + views,
      clicks: sum.clicks + clicks,
      bookings: sum.bookings + bookings,
    });
  }
  return [...sums.keys()].sort().map((key) => sums.get(key));
}
