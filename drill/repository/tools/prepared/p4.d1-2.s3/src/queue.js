/** Entries that wait for their minute. An entry is `scheduled`, then `posted` with its post, or `parked` with a reason. */
export function makeQueue() {
  const entries = new Map();
  return {
    schedule(entry) {
      if (entries.has(entry.id)) return 'known';
      entries.set(entry.id, { ...entry, state: 'scheduled' });
      return 'scheduled';
    },
    find: (id) => entries.get(id),
    all: () => [...entries.values()],
    due: (minute) =>
      [...entries.values()]
        .filter((entry) => entry.state === 'scheduled' && entry.minute <= minute)
        .sort((one, other) => one.minute - other.minute || (one.id < other.id ? -1 : 1)),
    settle(id, outcome) {
      entries.set(id, { ...entries.get(id), ...outcome });
    },
  };
}
