import { request } from '@musterhq/page';
import { queryOptions } from '@tanstack/react-query';
import type { AccountList } from '../live/facts.ts';

export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: () => request<AccountList>('/api/accounts'),
});

/** As readers know it; its id where it is not connected any more. */
export const nameOfAccount = ({ accounts }: AccountList, id: string): string =>
  accounts.find((account) => account.id === id)?.name ?? id;
