import { dailyText, readDaily, readDays } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';
import { UsageError } from '../usage-error.ts';

/** `muster daily`: what a plan day came to, as Markdown; the newest one unless another is named. */
export async function daily(
  environment: Environment,
  flags: { day?: number; json?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    const { days } = await readDays(around);
    const day = flags.day ?? days[0]!.day;
    const found = await readDaily(around, day);
    if (found === undefined)
      throw new UsageError(
        `The run has no day ${day}; it has day ${days.at(-1)!.day} to day ${days[0]!.day}.`,
      );
    process.stdout.write(flags.json === true ? `${JSON.stringify(found, null, 2)}\n` : dailyText(found));
  });
}
