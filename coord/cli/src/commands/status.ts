import { setTimeout as delay } from 'node:timers/promises';
import { makeBell, readStatus } from '@musterhq/engine';
import { listen } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';
import { print } from '../print.ts';
import { statusLines } from '../status-lines.ts';

/** Between two pictures: a burst of events is one change to a reader. */
const calmMs = 500;

/** `muster status`; with `--watch` again after every change, until the run is over or the reader interrupts. */
export async function status(
  environment: Environment,
  flags: { run?: string; json?: boolean; watch?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const show = async () => {
      const value = await readStatus(around, flags.run);
      if (flags.watch === true && environment.isTerminal) process.stdout.write('\u001b[H\u001b[2J');
      print(value, flags.json, statusLines);
      return value.run.state;
    };
    let state = await show();
    if (flags.watch !== true) return;
    const bell = makeBell();
    const ears = await listen(around.store, { events: bell.ring }, bell.ring);
    const abort = new AbortController();
    process.once('SIGINT', () => {
      abort.abort();
      bell.ring();
    });
    while (!abort.signal.aborted && state === 'running') {
      await bell.heard(5_000);
      await delay(calmMs);
      if (!abort.signal.aborted) state = await show();
    }
    await ears.close();
  });
}
