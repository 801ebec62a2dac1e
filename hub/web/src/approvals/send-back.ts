import type { Action } from '@musterhq/page';
import type { ItemView } from '../live/facts.ts';

/** A no with what is to change, to the content that was looked at. */
export function sendBack(item: ItemView): Action {
  const { contentHash } = item.variants.find(({ variant }) => variant === item.publishes)!;
  return {
    path: `/api/items/${encodeURIComponent(item.id)}/send-back`,
    title: 'Send it back',
    detail:
      item.approval === null
        ? 'It waits for nobody any more until it is edited.'
        : 'The approval is void, and what was scheduled is taken back.',
    verb: 'Send back',
    fields: [
      {
        name: 'why',
        label: 'What is to change',
        kind: 'text',
        hint: 'Whoever writes it reads this on the item.',
      },
    ],
    fixed: { contentHash },
    done: 'It is sent back.',
  };
}
