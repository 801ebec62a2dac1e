import { readRunPlan } from '@musterhq/engine';
import { findRun, listen, readEvents } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { eventLine } from '../event-line.ts';
import { withProject } from '../open-project.ts';

/** `muster log`: every event, oldest first; `--follow` goes on until the run is over or the reader interrupts. */
export async function log(
  environment: Environment,
  flags: { run?: string; follow?: boolean; json?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const { plan, run: newest } = await readRunPlan(around);
    const id = flags.run ?? newest.id;
    const labels = new Map(plan.tasks.map((task) => [task.id, task.label]));
    let last = 0;
    const show = async () => {
      for (const event of await readEvents(around.store.database, id, { after: last })) {
        last = event.id;
        const line =
          flags.json === true
            ? JSON.stringify(event)
            : `${String(event.id).padStart(6)}  ${event.at.toISOString()}  ${eventLine(event, labels)}`;
        process.stdout.write(`${line}\n`);
      }
    };
    await show();
    if (flags.follow !== true) return;
    let wake = () => undefined as void;
    const ears = await listen(
      around.store,
      () => wake(),
      () => wake(),
    );
    let isOver = false;
    process.once('SIGINT', () => {
      isOver = true;
      wake();
    });
    while (!isOver) {
      await show();
      if ((await findRun(around.store.database, id))?.state !== 'running') break;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, 2_000);
      });
    }
    await show();
    await ears.close();
  });
}
