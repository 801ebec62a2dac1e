import { backoffMs } from '@musterhub/rules';
import {
  type Account,
  type Credential,
  claimRefresh,
  endAlert,
  endRefresh,
  getTokens,
  raiseAlert,
  storeRefreshed,
} from '@musterhub/store';
import type { Context } from './context.ts';

export type Refreshed = 'refreshed' | 'failed' | 'dead' | 'somebody_else';

/** Only such refusals say that the token itself is spent; anything else may pass. */
const isSpent = (refusal: string): boolean => refusal === 'auth' || refusal === 'permission';

/**
 * Fresh tokens for a credential, by one worker at a time. They are stored before they are used. A refusal that may pass leaves the
 * credential as it is; one that says that the token is spent ends it, and a person is told once.
 */
export async function refreshCredential(
  context: Context,
  account: Account,
  credential: Credential,
): Promise<Refreshed> {
  const { store, clock, worker, refreshTokens } = context;
  const { id, tokenVersion } = credential;
  if (!(await claimRefresh(store, { id, tokenVersion, worker }))) return 'somebody_else';
  const answer = await refreshTokens(account.platform, account, await getTokens(store, id));
  const at = clock.now();
  const episode = { kind: 'reconnect', subject: id, at } as const;
  if (answer.kind === 'refreshed') {
    const isOurs = await storeRefreshed(store, { id, tokenVersion }, answer.tokens);
    await endAlert(store.database, episode);
    return isOurs ? 'refreshed' : 'somebody_else';
  }
  if (answer.kind === 'refused' && isSpent(answer.error.class)) {
    await endRefresh(store, { id, tokenVersion }, 'dead');
    await raiseAlert(store.database, {
      ...episode,
      text: `${account.name} has to be connected again: ${answer.error.message}`,
    });
    return 'dead';
  }
  const refreshAfter = new Date(at.getTime() + backoffMs(credential.refreshFailures + 1, `refresh/${id}`));
  await endRefresh(store, { id, tokenVersion }, { refreshAfter });
  return 'failed';
}
