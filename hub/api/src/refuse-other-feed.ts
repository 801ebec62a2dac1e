import { decideFedBy, type FedBy, readFence } from '@musterhub/store';
import { ApiError } from './api-error.ts';
import type { Hub } from './hub.ts';

const words: Record<FedBy, string> = {
  sandbox:
    'This hub posts in a sandbox, for good once it has an account there: nobody has seen what it calls published. Start it with --sandbox; for the real platforms begin another hub, in a folder and database of its own, with the same brand and calendar.',
  platforms:
    "This hub posts on the real platforms, for good once it has an account there. A sandbox wants another hub, in a folder and database of its own, or, before the first account, 'hub serve --sandbox'.",
};

/** A hub posts on the platforms or in a sandbox, and never on both: keys go nowhere but where they are from. */
export async function refuseOtherFeed({ store }: Pick<Hub, 'store'>, wanted: FedBy): Promise<void> {
  refuseUnlike(wanted, (await readFence(store.database))?.fedBy ?? wanted);
}

/** Where nothing has decided yet, this does: the first account, or whoever begins to publish before there is one. */
export async function decideFeed(
  { store }: Pick<Hub, 'store'>,
  wanted: FedBy,
  by: 'account' | 'publisher',
): Promise<void> {
  refuseUnlike(wanted, await decideFedBy(store, wanted, by));
}

function refuseUnlike(wanted: FedBy, fedBy: FedBy): void {
  if (fedBy !== wanted) throw new ApiError('refused', words[fedBy], { fedBy });
}
