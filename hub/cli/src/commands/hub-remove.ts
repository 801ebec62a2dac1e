import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { removePostgres } from '@musterhq/postgres';
import type { Environment } from '../environment.ts';
import { findLiveSandbox } from '../find-live-sandbox.ts';
import { HubError } from '../hub-error.ts';
import { readHubSetting } from '../hub-setting.ts';
import { findStateDir } from '../open-hub.ts';
import { print } from '../print.ts';
import { isServing, readServeFile } from '../serve-file.ts';

type Flags = { forGood?: boolean; json?: boolean };

/** A hub of this folder with all that it keeps: rows, pictures, key. What is out on the platforms stays there. */
export async function hubRemove(environment: Environment, flags: Flags): Promise<void> {
  const stateDir = findStateDir(environment.cwd);
  if (!existsSync(stateDir))
    throw new HubError('refused', `there is no hub in ${environment.cwd} or above it`);
  if (flags.forGood !== true)
    throw new HubError(
      'usage',
      `expected --for-good: ${stateDir} goes with its key, and no backup opens without that`,
    );
  if (readHubSetting().databaseUrl !== undefined)
    throw new HubError('refused', 'the rows of this hub are on the server of DATABASE_URL: drop them there');
  const serving = await readServeFile(stateDir);
  if (serving !== undefined && isServing(serving))
    throw new HubError('refused', `'hub serve' runs here as process ${serving.pid}: end it first`);
  const sandbox = await findLiveSandbox(stateDir);
  if (sandbox !== undefined)
    throw new HubError('refused', `'hub sandbox' runs here, at ${sandbox.inspectionUrl}: end it first`);
  await removePostgres({ stateDir });
  await rm(stateDir, { recursive: true, force: true });
  print({ removed: stateDir }, flags.json, () => [`${stateDir} is gone.`]);
}
