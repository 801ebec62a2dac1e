import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProcess } from '@musterhq/process';
import { type Binaries, PROGRAM_ENVIRONMENT, programPath } from './binaries.ts';
import { type Place, readOrMakePassword } from './home.ts';
import { PostgresError } from './postgres-error.ts';

export const SUPERUSER = 'muster';

/**
 * Makes the data folder unless it is there. `initdb` works in a draft that is renamed when it is complete: a data folder
 * is whole or does not exist. Needs the lock, so drafts found here were left by killed openers.
 */
export async function initCluster(
  place: Place,
  binaries: Binaries,
  log: (line: string) => void,
): Promise<void> {
  if (existsSync(place.dataDir)) return assertSameMajor(place, binaries);
  for (const name of await readdir(place.home)) {
    // An initdb that outlived its opener may still be writing; it fails when its files go.
    if (name.startsWith('draft-'))
      await rm(join(place.home, name), { recursive: true, force: true, maxRetries: 5 });
  }
  const draft = join(place.home, `draft-${process.pid}-${Date.now()}`);
  await mkdir(draft, { mode: 0o700 });
  const passwordFile = join(draft, 'password');
  await writeFile(passwordFile, await readOrMakePassword(place.notes), { mode: 0o600, flag: 'wx' });
  const { account } = place;
  if (account !== undefined) {
    await chown(passwordFile, account.uid, account.gid);
    await chown(draft, account.uid, account.gid);
  }
  const result = await runProcess({
    command: programPath(binaries, 'initdb'),
    args: [
      ...['--pgdata', join(draft, 'data'), '--username', SUPERUSER, '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8'],
      // The built-in provider sorts and compares the same on every system, whatever locales that one has.
      ...['--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      // The iterations protect passwords that people choose. This one has 192 random bits.
      ...['--set', 'scram_iterations=1'],
    ],
    cwd: '/',
    env: PROGRAM_ENVIRONMENT,
    timeoutMs: 120_000,
    leftovers: 'end',
    ...(account === undefined ? {} : { uid: account.uid, gid: account.gid }),
  });
  if (result.exitCode !== 0) {
    await rm(draft, { recursive: true, force: true });
    throw new PostgresError(
      'init_failed',
      `initdb could not make ${place.dataDir}: ${result.stderr.trim() || result.startError || 'it said nothing'}`,
      { dataDir: place.dataDir, exitCode: result.exitCode, signal: result.signal, account: account?.name },
    );
  }
  await rename(join(draft, 'data'), place.dataDir);
  await rm(draft, { recursive: true, force: true });
  log(`made a database cluster in ${Math.round(result.durationMs)} ms at ${place.dataDir}`);
}

async function assertSameMajor(place: Place, binaries: Binaries): Promise<void> {
  const have = (await readFile(join(place.dataDir, 'PG_VERSION'), 'utf8')).trim();
  const want = binaries.version.split('.')[0];
  if (have === want) return;
  throw new PostgresError(
    'wrong_version',
    `${place.dataDir} was made by Postgres ${have}, and the installed one is ${binaries.version}: ` +
      `install the version before, dump the databases, and load them into a new state folder`,
    { dataDir: place.dataDir, have, want },
  );
}
