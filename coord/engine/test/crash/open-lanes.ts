import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Lane, makeLane } from './lane.ts';

export type Lanes = {
  lanes: Lane[];
  /** Does the work for every item, each lane one at a time, until `isOver`. */
  share<Item>(
    items: Item[],
    work: (lane: Lane, item: Item) => Promise<void>,
    isOver?: () => boolean,
  ): Promise<void>;
  remove(): Promise<void>;
};

/** Lanes side by side under /var/tmp, with a bundle of their own: the sources may be built anew meanwhile. */
export async function openLanes({ here, count }: { here: string; count: number }): Promise<Lanes> {
  const root = join(here, '../../../..');
  const folder = realpathSync(mkdtempSync('/var/tmp/muster-crash-'));
  const dist = join(folder, 'dist');
  cpSync(join(root, 'coord/cli/dist'), dist, { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const lanes: Lane[] = [];
  const remove = async () => {
    for (const lane of lanes) await lane.remove();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    for (let number = 1; number <= count; number += 1) {
      const lane = {
        folder: join(folder, `lane-${number}`),
        dist,
        fixtures: join(here, 'fixtures'),
      };
      lanes.push(await makeLane(lane));
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    lanes,
    async share(items, work, isOver = () => false) {
      const rest = [...items];
      const walk = async (lane: Lane) => {
        for (let item = rest.shift(); item !== undefined && !isOver(); item = rest.shift())
          await work(lane, item);
      };
      await Promise.all(lanes.map(walk));
    },
    remove,
  };
}
