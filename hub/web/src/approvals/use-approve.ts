import { request, useSay } from '@musterhq/page';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { CheckedItem } from '../live/facts.ts';

type Outcome = { approved: unknown[]; refused: { id: string; message: string }[] };

/** A yes to items as they were looked at, each by its content; what is refused of one says nothing of the next. */
export function useApprove() {
  const client = useQueryClient();
  const say = useSay();
  return useMutation({
    mutationFn: (items: readonly CheckedItem[]) =>
      request<Outcome>('/api/approvals', {
        items: items.map(({ id, publishes, variants }) => ({
          id,
          contentHash: variants.find(({ variant }) => variant === publishes)!.contentHash,
        })),
      }),
    onSuccess: ({ approved, refused }) => {
      const [first] = refused;
      const count = approved.length === 1 ? 'One is approved' : `${approved.length} are approved`;
      if (first === undefined) say({ text: `${count} and scheduled.` });
      else say({ text: `${count}; ${refused.length} refused: ${first.message}`, isRefusal: true });
    },
    onError: (error) => say({ text: error.message, isRefusal: true }),
    onSettled: () => client.invalidateQueries({ queryKey: ['approvals'] }),
  });
}
export type Approve = ReturnType<typeof useApprove>;
