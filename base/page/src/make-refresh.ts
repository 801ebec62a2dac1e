import type { QueryClient } from '@tanstack/react-query';

/** At most so often, however much is told: each reading is a few queries for the server. */
const refreshMs = 700;

/**
 * Reads anew what is old, by the first word of its key, a moment after it is asked to: one reading after the other, since a reading that began
 * anew with each event would never end while many come.
 */
export function makeRefresh(client: QueryClient, takeOld: () => (key: string) => boolean) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRefreshing = false;
  let isWanted = false;
  let isEnded = false;
  const soon = () => {
    isWanted = true;
    if (isRefreshing) return;
    isRefreshing = true;
    timer = setTimeout(async () => {
      isWanted = false;
      const isOld = takeOld();
      await client.invalidateQueries({ predicate: ({ queryKey }) => isOld(String(queryKey[0])) });
      isRefreshing = false;
      if (isWanted && !isEnded) soon();
    }, refreshMs);
  };
  return {
    soon,
    end() {
      isEnded = true;
      clearTimeout(timer);
    },
  };
}
