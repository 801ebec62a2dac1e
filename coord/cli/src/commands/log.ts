import { makeBell } from '@musterhq/clock';
import { eventLine, readRunPlan, turnEventLine } from '@musterhq/engine';
import { type Event, findRun, listen, readEvents, readTurnEvents, type TurnEvent } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';

/** `muster log`: every event, oldest first, with `--turns` also what agents said and did in their turns; `--follow` goes on until the run is over or the reader interrupts. */
export async function log(
  environment: Environment,
  flags: { run?: string; follow?: boolean; turns?: boolean; json?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const { database } = around.store;
    const { plan, run: newest } = await readRunPlan(around);
    const id = flags.run ?? newest.id;
    const labels = new Map(plan.tasks.map((task) => [task.id, task.label]));
    let last = 0;
    let lastTold = 0;
    const show = async () => {
      const lines: { at: Date; event: Event | TurnEvent; words: string | undefined }[] = [];
      for (const event of await readEvents(database, id, { after: last })) {
        last = event.id;
        const words = `${String(event.id).padStart(6)}  ${event.at.toISOString()}  ${eventLine(event, labels)}`;
        lines.push({ at: event.at, event, words });
      }
      for (let told = await readTold(lastTold); told.length > 0; told = await readTold(lastTold)) {
        lastTold = told.at(-1)!.id;
        for (const event of told) {
          const line = turnEventLine(event, labels.get(event.task));
          const words = line === undefined ? undefined : `        ${event.at.toISOString()}  ${line}`;
          lines.push({ at: event.at, event, words });
        }
      }
      for (const { event, words } of lines.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
        if (flags.json === true) process.stdout.write(`${JSON.stringify(event)}\n`);
        else if (words !== undefined) process.stdout.write(`${words}\n`);
      }
    };
    const readTold = async (after: number) =>
      flags.turns === true ? readTurnEvents(database, id, { after }) : [];
    const isOpen = async () => (await findRun(database, id))?.state === 'running';
    if (flags.follow !== true) return show();
    const bell = makeBell();
    const ears = await listen(around.store, { events: bell.ring, turn_events: bell.ring }, bell.ring);
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
