import { decideFeed, makeMediaLinks } from '@musterhub/api';
import type { Environment } from '../environment.ts';
import { HubError } from '../hub-error.ts';
import { withHub } from '../open-hub.ts';
import { print } from '../print.ts';
import { readServeFile } from '../serve-file.ts';
import { readPlatforms, startPublishing } from '../start-publishing.ts';
import { aborted, untilStopped } from '../until-stopped.ts';

type Flags = { sandbox?: boolean; takeFence?: boolean; json?: boolean };

/** One more process that publishes, on this machine or another one, with the same database. */
export async function hubWorker(environment: Environment, flags: Flags): Promise<void> {
  const stopping = untilStopped();
  await withHub(environment, async (open) => {
    const around = await readPlatforms(open, flags.sandbox === true);
    await decideFeed(open.hub, around.sandbox === undefined ? 'platforms' : 'sandbox', 'publisher');
    const origin = open.setting.publicUrl ?? (await readServeFile(open.stateDir))?.url;
    if (origin === undefined)
      throw new HubError(
        'refused',
        "HUB_PUBLIC_URL says where the platforms fetch pictures from, and 'hub serve' does not run here",
      );
    const links = makeMediaLinks({ key: open.keys.current, publicUrl: () => origin, now: () => new Date() });
    const trace = (...words: unknown[]) => process.stderr.write(`hub: ${words.join(' ')}\n`);
    const joins = flags.takeFence !== true;
    const worker = await startPublishing(open, around, { mediaUrl: links.make, joins, trace });
    print({ pid: process.pid, publicUrl: origin }, flags.json, () => [
      'This worker publishes what is approved and due.',
    ]);
    try {
      await Promise.race([aborted(stopping), worker.failed, around.replaced]);
    } finally {
      await worker.stop();
    }
  });
}
