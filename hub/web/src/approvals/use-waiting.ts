import { request } from '@musterhq/page';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import type { WaitingPage } from '../live/facts.ts';

const pageItems = 50;

/** A folder of what has no yes, page after page as it is due, and how many there are in either folder. */
export function useWaiting(folder: 'waiting' | 'sent_back') {
  const read = useInfiniteQuery({
    queryKey: ['approvals', folder],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({ folder, limit: String(pageItems), ...pageParam });
      return request<WaitingPage>(`/api/approvals?${query}`);
    },
    initialPageParam: {} as { after?: string },
    getNextPageParam: ({ next }) => (next === null ? undefined : { after: next }),
  });
  const counts = useRef<WaitingPage['counts'] | undefined>(undefined);
  // While another folder is read for the first time the numbers stay those that were read last.
  counts.current = read.data?.pages.at(-1)?.counts ?? counts.current;
  const found = read.data?.pages.flatMap(({ items }) => items) ?? [];
  return {
    // What was moved behind the place where a page ended comes with the next page too.
    items: [...new Map(found.map((one) => [one.id, one] as const)).values()],
    counts: counts.current,
    isRead: read.data !== undefined,
    failure: read.data === undefined ? (read.error ?? undefined) : undefined,
    isReadingMore: read.isFetchingNextPage,
    more: read.hasNextPage ? () => void read.fetchNextPage() : undefined,
  };
}
