import { QueryClient } from '@tanstack/react-query';
import { RequestError } from './request-error.ts';

/** What the page has read. The stream says when something is old. */
export const makeClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: (count, error) => count < 3 && error instanceof RequestError && error.code === 'unreachable',
      },
    },
  });
