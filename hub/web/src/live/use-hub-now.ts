import { useNow } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { statusQuery } from './queries.ts';

/** The hub's time, by which posts are due; undefined until it is known. A sandbox's runs at its own pace. */
export function useHubNow(everyMs: number): number | undefined {
  const { data } = useQuery(statusQuery);
  const now = useNow(everyMs);
  if (data === undefined) return undefined;
  return Date.parse(data.now) + Math.max(0, now - data.readAt) * data.rate;
}
