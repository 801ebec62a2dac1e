import { promoteEntry, type QueueView, type QueueViewEntry, readQueue } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';
import { print, table } from '../print.ts';

/** `muster queue`: what waits to land, on what it stands, and what its gates say. */
export async function queue(
  environment: Environment,
  flags: { run?: string; json?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) =>
    print(await readQueue(around, flags.run), flags.json, queueLines),
  );
}

/** `muster queue first TASK`: asks whoever coordinates the run; done as soon as nothing is landing. */
export async function queueFirst(
  environment: Environment,
  task: string,
  { why }: { why: string },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const { label, run } = await promoteEntry(around, { name: task, by: environment.user, why });
    const resume =
      run.state === 'running' ? '' : " Nobody coordinates the run now: 'muster resume' goes on with it.";
    process.stdout.write(`${label} goes to the front of the queue.${resume}\n`);
  });
}

export function queueLines(view: QueueView): string[] {
  const { gates, conflict } = view.left;
  const rows = view.entries.map((entry, index) => [
    String(index + 1),
    entry.label,
    entry.session === null ? '' : `Session ${entry.session}`,
    entry.commit.slice(0, 10),
    wordsOf(entry),
  ]);
  return [
    `${view.branch} is at ${view.tip.slice(0, 10)}; the window is ${view.window}, at most ${view.ceiling}.`,
    ...(rows.length === 0 ? ['Nothing waits to land.'] : table(rows)),
    `Landed: ${view.landed}. Sent back: ${gates} by gates, ${conflict} by conflicts.`,
  ];
}

function wordsOf({ state, onto, stall, isPromoted }: QueueViewEntry): string {
  const on = onto === null ? 'on the tip' : `on ${onto}`;
  const passed = isPromoted ? ', let past what it is independent of' : '';
  const slow =
    stall === undefined ? '' : stall === 'slow' ? ', slower than usual' : ', hangs while others pass';
  switch (state.kind) {
    case 'waiting':
      return 'waits behind the window';
    case 'held':
      return 'waits for the verdict on what is ahead';
    case 'merging':
      return `is merged ${on}`;
    case 'gating':
      return `gates run ${on}${slow}${passed}`;
    case 'green':
      return onto === null ? `green, lands next${passed}` : `green ${on}${passed}`;
    case 'doubtful':
      return `red ${on}, which is not judged yet`;
    case 'failing':
      return `${state.cause === 'conflict' ? 'conflicts' : 'red'} ${on}; stays until that has landed or left`;
    case 'refused':
      return `${state.cause === 'conflict' ? 'conflicts with' : 'red on'} the tip; goes back to its session`;
  }
}
