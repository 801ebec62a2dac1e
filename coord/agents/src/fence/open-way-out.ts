import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseHostRule, startEgress } from '@musterhq/desk';
import type { FenceSpec } from './fence-spec.ts';
import type { Relay } from './relay.ts';

/** The network of a turn whose fence names the hosts that it may reach. */
export type WayOut = {
  /** Lets processes that start from now on reach a port of loopback, whatever the list says. */
  reach(port: number): void;
  relay(): Relay;
  close(): Promise<void>;
};

/**
 * Opens the way out of a turn's fence, in the folder of the turn; undefined where the fence leaves the network as it is.
 * `onRefusal` gets each refusal once, in words.
 */
export async function openWayOut(
  fence: FenceSpec | undefined,
  {
    folder,
    node,
    script,
    onRefusal,
  }: { folder: string; onRefusal: (text: string) => void } & Pick<Relay, 'node' | 'script'>,
): Promise<WayOut | undefined> {
  if (fence?.kind !== 'bubblewrap' || fence.network === undefined) return undefined;
  const rules = fence.network.flatMap((text) => parseHostRule(text) ?? []);
  const socket = join(folder, 'egress.sock');
  rmSync(socket, { force: true });
  const told = new Set<string>();
  // Through the open folder, for the path of a socket may have 107 bytes and the folder's has what the person's has.
  const handle = openSync(folder, 'r');
  const egress = await startEgress({
    socket: `/proc/self/fd/${handle}/egress.sock`,
    rules,
    onRefusal({ host, port, why }) {
      const place = `${host}:${port}`;
      if (told.has(place)) return;
      told.add(place);
      onRefusal(why);
    },
  });
  const ports = new Set(
    rules.flatMap(({ host, port }) => (host === '127.0.0.1' && port !== undefined ? [port] : [])),
  );
  return {
    reach(port) {
      egress.reach(port);
      ports.add(port);
    },
    relay: () => ({ socket, node, script, ports: [...ports] }),
    async close() {
      await egress.close();
      closeSync(handle);
    },
  };
}
