import { request } from '@musterhq/page';
import { queryOptions } from '@tanstack/react-query';
import type { BrandList, BrandProfile, CalendarReport, CampaignList, Card, HubStatus } from './facts.ts';

/** How the hub stands, when that was read, and how fast its clock went since the reading before. */
export type Standing = HubStatus & { readAt: number; rate: number };

/** Kept fresh by the stream (see `listen.ts`) like all that follow, and by the clock: a sandbox's may run or be moved. */
export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: async ({ client }): Promise<Standing> => {
    const before = client.getQueryData<Standing>(['status']);
    const status = await request<HubStatus>('/api/status');
    const readAt = Date.now();
    return { ...status, readAt, rate: rateSince(before, { now: status.now, readAt }) };
  },
  refetchInterval: 10_000,
});

/** Two readings that lie too near each other say nothing of the pace. */
const leastMs = 2_000;

function rateSince(before: Standing | undefined, { now, readAt }: { now: string; readAt: number }): number {
  if (before === undefined) return 1;
  const passedMs = readAt - before.readAt;
  if (passedMs < leastMs) return before.rate;
  const rate = (Date.parse(now) - Date.parse(before.now)) / passedMs;
  return Math.abs(rate - 1) < 0.1 ? 1 : Math.max(0, rate);
}

export const brandsQuery = queryOptions({
  queryKey: ['brands'],
  queryFn: () => request<BrandList>('/api/brands'),
});

export const brandQuery = (brand: string) =>
  queryOptions({
    queryKey: ['brand', brand],
    queryFn: () => request<BrandProfile>(`/api/brands/${encodeURIComponent(brand)}`),
  });

/** What belongs to each, what that costs, and how far its goal is. */
export const campaignsQuery = (brand: string) =>
  queryOptions({
    queryKey: ['campaigns', brand],
    queryFn: () => request<CampaignList>(`/api/brands/${encodeURIComponent(brand)}/campaigns`),
  });

/** Items between two civil days, the last one included; a day more on either side, since zones differ. */
export const cardsQuery = (brand: string, [from, to]: readonly [from: string, to: string]) =>
  queryOptions({
    queryKey: ['cards', brand, from, to],
    queryFn: () => {
      const query = new URLSearchParams({ brand, from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` });
      return request<{ cards: Card[] }>(`/api/cards?${query}`);
    },
  });

/** What the rules have against the whole plan, its price and whether it fits. */
export const reportQuery = (brand: string) =>
  queryOptions({
    queryKey: ['report', brand],
    queryFn: () => request<CalendarReport>(`/api/calendars/check?brand=${encodeURIComponent(brand)}`),
    retry: false,
  });
