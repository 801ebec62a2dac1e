import { request } from '@musterhq/page';
import { useQuery } from '@tanstack/react-query';
import { dayOfWall, findClockChange } from '../calendar/wall-clock.ts';
import type { CheckedItem, Moments } from '../live/facts.ts';

/** The two instants that a wall time can mean where clocks are changed; undefined on every other day, of which the hub is not asked. */
export function useMoments(item: CheckedItem, wall: string): Moments | undefined {
  const isAsked = isWall(wall) && findClockChange(dayOfWall(wall), item.zone) !== undefined;
  const { data } = useQuery({
    queryKey: ['moments', item.id, wall],
    queryFn: () =>
      request<Moments>(`/api/items/${encodeURIComponent(item.id)}/moments?${new URLSearchParams({ wall })}`),
    enabled: isAsked,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return isAsked && data !== undefined && data.kind !== 'exact' ? data : undefined;
}

/** Half-filled fields say no time. */
const isWall = (wall: string): boolean => /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall);
