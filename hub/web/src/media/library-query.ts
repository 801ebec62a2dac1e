import { request } from '@musterhq/page';
import { queryOptions } from '@tanstack/react-query';
import type { Medium } from '../live/facts.ts';

const pageSize = 500;

/** The whole library, page after page: it is searched and sorted here. */
export const libraryQuery = queryOptions({
  queryKey: ['media'],
  queryFn: async () => {
    const media: Medium[] = [];
    for (;;) {
      const after = media.at(-1)?.facts.sha256;
      const from = after === undefined ? '' : `&after=${after}`;
      const page = await request<{ media: Medium[] }>(`/api/media?limit=${pageSize}${from}`);
      media.push(...page.media);
      if (page.media.length < pageSize) return { media };
    }
  },
});
