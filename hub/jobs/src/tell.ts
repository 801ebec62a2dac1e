import type { Breaker } from '@musterhub/rules';
import { type Account, endAlert, raiseAlert } from '@musterhub/store';
import type { Context } from './context.ts';

/** An account whose breaker opens is told of once; when it closes the episode is over. */
export async function tellBreaker(context: Context, account: Account, after: Breaker): Promise<void> {
  const { store, clock } = context;
  const at = clock.now();
  const episode = { kind: 'breaker', subject: account.id, at } as const;
  if (after.state === 'closed') {
    if (account.breaker.state === 'open') await endAlert(store.database, episode);
    return;
  }
  await raiseAlert(store.database, {
    ...episode,
    text: `${account.name} failed${after.failures === 1 ? '' : ` ${after.failures} times in a row`} (${after.because}); nothing is sent before ${after.until.toISOString()}`,
  });
}
