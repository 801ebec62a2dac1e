import type { Notification } from 'pg';
import type { Store } from './make-store.ts';

/**
 * `events`: something happened, for those who follow the log. `requests`: somebody wants something of the coordinator.
 * `turn_events`: a turn told something, for those who watch it.
 */
export type Channel = 'events' | 'requests' | 'turn_events';

/**
 * Calls back whenever any process writes to one of the channels. A lost connection is reported to `lost`; the caller
 * decides (the coordinator has a slow look beside it).
 */
export async function listen(
  store: Store,
  channels: Partial<Record<Channel, () => void>>,
  lost: (error: Error) => void,
): Promise<{ close(): Promise<void> }> {
  const client = await store.pool.connect();
  const hear = ({ channel }: Notification) => channels[channel.replace('muster_', '') as Channel]?.();
  client.on('notification', hear);
  client.on('error', lost);
  for (const channel of Object.keys(channels)) await client.query(`listen muster_${channel}`);
  return {
    async close() {
      client.off('notification', hear);
      client.off('error', lost);
      // The connection still listens: it is closed rather than handed to somebody else.
      client.release(true);
    },
  };
}
