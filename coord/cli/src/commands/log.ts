import { makeBell, readRunPlan } from '@musterhq/engine';
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
    const { database } = around.store;
    const { plan, run: newest } = await readRunPlan(around);
    const id = flags.run ?? newest.id;
    const labels = new Map(plan.tasks.map((task) => [task.id, task.label]));
    let last = 0;
    const show = async () => {
      for (const event of await readEvents(database, id, { after: last })) {
        last = event.id;
        const words = `${String(event.id).padStart(6)}  ${event.at.toISOString()}  ${eventLine(event, labels)}`;
        process.stdout.write(`${flags.json === true ? JSON.stringify(event) : words}\n`);
      }
    };
    const isOpen = async () => (await findRun(database, id))?.state === 'running';
    if (flags.follow !== true) return show();
    const bell = makeBell();
    const ears = await listen(around.store, { events: bell.ring }, bell.ring);
    const abort = new AbortController();
    process.once('SIGINT', () => {
      abort.abort();
      bell.ring();
    });
    while (!abort.signal.aborted) {
      const isLast = !(await isOpen());
      await show();
      if (isLast) break;
      await bell.heard(2_000);
    }
    await ears.close();
  });
}
