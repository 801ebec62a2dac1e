import { readForecasts } from '@musterhq/engine';
import type { Environment } from '../environment.ts';
import { forecastLines } from '../forecast-lines.ts';
import { withProject } from '../open-project.ts';
import { print } from '../print.ts';

/** `muster forecast`: conflicts that live branches will meet, and what became of those predicted before. */
export async function forecast(
  environment: Environment,
  flags: { run?: string; json?: boolean },
): Promise<void> {
  await withProject(environment, async ({ around }) => {
    print(await readForecasts(around, flags.run), flags.json, forecastLines);
  });
}
