import { request } from '@musterhq/page';
import { queryOptions } from '@tanstack/react-query';
import type { HubStatus } from './facts.ts';

/** Kept fresh by the stream: see `listen.ts`. */
export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: () => request<HubStatus>('/api/status'),
});
