import { makeRefresh, openStream } from '@musterhq/page';
import type { QueryClient } from '@tanstack/react-query';

/** Which topics of the stream make what was read old, by the first word of a query's key. What is not here is read when it is shown. */
const topicsOf: Record<string, readonly string[]> = {
  status: ['publications', 'alerts', 'stop'],
  cards: ['items', 'publications'],
  report: ['items'],
  campaigns: ['items', 'publications'],
  item: ['items', 'publications'],
  approvals: ['items', 'publications'],
  publications: ['publications', 'stop'],
  publication: ['publications'],
  alerts: ['alerts'],
  accounts: ['accounts'],
  media: ['media'],
};

/** One stream for the whole page; returns what ends it. */
export function listen(client: QueryClient, onSignedOut: () => void): () => void {
  let changed = new Set<string>();
  const refresh = makeRefresh(client, () => {
    const topics = changed;
    changed = new Set();
    return (key) => topicsOf[key]?.some((topic) => topics.has(topic)) === true;
  });
  const tell = (topics: readonly string[]) => {
    for (const topic of topics) changed.add(topic);
    refresh.soon();
  };
  const close = openStream({
    // Whatever was missed before is read now.
    onOpen: () => tell(Object.values(topicsOf).flat()),
    onSignedOut,
    hear: { change: (data) => tell((data as { topics: string[] }).topics) },
  });
  return () => {
    close();
    refresh.end();
  };
}
