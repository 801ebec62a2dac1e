import { setTimeout as delay } from 'node:timers/promises';
import { askRevert } from '@musterhq/engine';
import { findRun, type Revert, readEvents, readReverts } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Project, withProject } from '../open-project.ts';
import { print } from '../print.ts';

/** The coordinator looks at least every five seconds, and the merge takes milliseconds for each landing. */
const patienceMs = 30_000;

/** `muster revert BLOCK`: the coordinator takes the block back as one commit, which has to pass the gates like any work. */
export async function revert(
  environment: Environment,
  block: string,
  flags: { why: string; json?: boolean },
): Promise<void> {
  await withProject(environment, async (project) => {
    const { run, request } = await askRevert(project.around, { block, by: environment.user, why: flags.why });
    const answer = await readAnswer(project, run.id, request);
    if (answer === undefined) {
      process.stderr.write(
        `muster: the coordinator has not answered after ${patienceMs / 1000} s; look at 'muster log'.\n`,
      );
      process.exitCode = exitCodes.failed;
      return;
    }
    if (answer.state === 'refused') process.exitCode = exitCodes.blocked;
    print(answer, flags.json, answerLines);
  });
}

/** Once the log names the request; undefined when the coordinator went away or took too long. */
async function readAnswer({ around }: Project, run: string, request: number): Promise<Revert | undefined> {
  const { database } = around.store;
  for (const ends = around.now() + patienceMs; around.now() < ends; await delay(50)) {
    for (const kind of ['revert_asked', 'revert_refused'] as const) {
      const events = await readEvents(database, run, { kind });
      const data = events.find((event) => event.data.request === request)?.data;
      if (data === undefined) continue;
      const rows = await readReverts(database, run);
      return rows.find((row) => row.block === data.block && row.number === data.number);
    }
    if ((await findRun(database, run))?.state !== 'running') return undefined;
  }
  return undefined;
}

function answerLines({ block, state, commit, attempts, reason }: Revert): string[] {
  if (state === 'refused') return [`${block} stays: ${reason}`];
  return [
    `${block} is taken back by ${commit?.slice(0, 10)} (${attempts.length} landing${attempts.length === 1 ? '' : 's'}), which waits to land; see 'muster log --follow'.`,
    `Its tasks then wait: 'muster stop' and 'muster resume' have them done again.`,
  ];
}
