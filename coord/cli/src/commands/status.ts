import { readStatus } from '@musterhq/engine';
import { listen } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';
import { print } from '../print.ts';
import { statusLines } from '../status-lines.ts';

/** `muster status`; with `--watch` again after every change, at most twice a second, until interrupted. */
export async function status(
  environment: Environment,
  flags: { run?: string; json?: boolean; watch?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const show = async () => {
      const value = await readStatus(around, flags.run);
      if (flags.watch === true && environment.isTerminal) process.stdout.write('\u001b[H\u001b[2J');
      print(value, flags.json, statusLines);
      return value;
    };
    await show();
    if (flags.watch !== true) return;
    let wake = () => undefined as void;
    const ears = await listen(
      around.store,
      () => wake(),
      () => wake(),
    );
    let isOver = false;
    const interrupt = () => {
      isOver = true;
      wake();
    };
    process.on('SIGINT', interrupt);
    while (!isOver) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      await new Promise((resolve) => setTimeout(resolve, 500));
      if (!isOver && (await show()).run.state !== 'running') isOver = true;
    }
    process.off('SIGINT', interrupt);
    await ears.close();
  });
}
