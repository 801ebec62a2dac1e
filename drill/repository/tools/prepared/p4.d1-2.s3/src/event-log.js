/** Events in the order in which they happened; the id is the same however often one is reported. See events.md. */
export function makeEventLog() {
  const events = [];
  return {
    add: (event) => events.push({ id: `${event.kind}:${event.entry}`, ...event }),
    all: () => [...events],
  };
}
