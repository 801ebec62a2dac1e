import type { Store } from './make-store.ts';

/**
 * Calls `wake` whenever any process appends an event, makes a request, a grant or an assignment. A lost
 * connection is reported to `lost`; the caller decides (the coordinator has a slow poll beside it).
 */
export async function listen(
  store: Store,
  wake: () => void,
  lost: (error: Error) => void,
): Promise<{ close(): Promise<void> }> {
  const client = await store.pool.connect();
  client.on('notification', wake);
  client.on('error', lost);
  await client.query('listen muster');
  return {
    async close() {
      client.off('notification', wake);
      client.off('error', lost);
      // The connection still listens: it is closed rather than handed to somebody else.
      client.release(true);
    },
  };
}
