import { createHash, randomBytes } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { type Account, chooseAccount } from './account.ts';
import { makeReadableFolder } from './binaries.ts';
import { PostgresError } from './postgres-error.ts';

/**
 * Where an embedded server lives. `notes` (`<stateDir>/postgres`) holds what this process writes: password, port, log,
 * lock. `home` holds what the server's account writes: the data. They are one folder for an ordinary user. Under root
 * the home lies below the system's state folder, because the account may be unable to reach the state folder, and
 * root writes nothing into it by a name that the account could have turned into a link.
 */
export type Place = { notes: string; home: string; dataDir: string; account?: Account };

export const DEFAULT_SYSTEM_STATE_DIR = '/var/lib/muster';

const isRoot = () => process.getuid?.() === 0;

/** The notes' folder is made; it holds the password, so nobody else may look. */
export async function makeNotes(stateDir: string): Promise<string> {
  const notes = join(stateDir, 'postgres');
  await mkdir(notes, { recursive: true, mode: 0o700 });
  const { uid } = statSync(notes);
  if (!isRoot() && process.getuid !== undefined && uid !== process.getuid()) {
    throw new PostgresError(
      'wrong_owner',
      `${notes} belongs to uid ${uid}, and this process runs as ${process.getuid()}: run it as the account that began, ` +
        'or remove the state folder',
      { notes, uid },
    );
  }
  return realpathSync(notes);
}

/** The place as an earlier opener left it; undefined when there is none yet, or none that is known to be ours. */
export async function findPlace(notes: string): Promise<Place | undefined> {
  const home = existsSync(join(notes, 'data')) ? notes : await findOwnHome(notes);
  return home !== undefined && existsSync(join(home, 'data')) ? placeAt(notes, home) : undefined;
}

/** The place, made ready for `initdb`. Needs the lock. */
export async function makePlace(notes: string, systemStateDir: string): Promise<Place> {
  if (!isRoot() || existsSync(join(notes, 'data'))) return placeAt(notes, notes);
  await makeSystemFolder(systemStateDir);
  const home = await claimHome(notes, systemStateDir);
  await mkdir(home, { mode: 0o700, recursive: true });
  if (statSync(home).uid === 0) {
    const { uid, gid } = chooseAccount(await readFile('/etc/passwd', 'utf8'));
    await chown(home, uid, gid);
  }
  return placeAt(notes, home);
}

async function makeSystemFolder(path: string): Promise<void> {
  try {
    await makeReadableFolder(path);
  } catch (cause) {
    throw new PostgresError(
      'no_system_folder',
      `under root the embedded Postgres keeps its data in ${path}, which cannot be made (${(cause as Error).message}): ` +
        'run as an ordinary user, or set DATABASE_URL to a server of your own',
      { path },
      cause,
    );
  }
}

/** Which folder of the system's state belongs to this state folder, noted on both sides before it is made. */
async function claimHome(notes: string, systemStateDir: string): Promise<string> {
  const own = await findOwnHome(notes);
  if (own !== undefined) return own;
  const plain = join(systemStateDir, homeName(notes));
  // Taken by a folder that was here before, and was moved away or removed.
  const home = existsSync(plain) ? `${plain}-${randomBytes(4).toString('hex')}` : plain;
  await writeWhole(join(notes, 'home'), home);
  await writeWhole(ownerFile(home), notes);
  return home;
}

/**
 * A home has one owner, written beside it: a state folder that was copied notes the same home as its original. One that was
 * moved notes a home whose owner is gone, and takes it over here. Needs the lock.
 */
export async function takeOverMovedHome(notes: string): Promise<void> {
  const home = await readHome(notes);
  if (home === undefined || !existsSync(home)) return;
  const owner = await readIfAny(ownerFile(home));
  if (owner === undefined || (owner !== notes && (await readHome(owner)) !== home)) {
    await writeWhole(ownerFile(home), notes);
  }
}

async function findOwnHome(notes: string): Promise<string | undefined> {
  const home = await readHome(notes);
  return home !== undefined && (await readIfAny(ownerFile(home))) === notes ? home : undefined;
}

/** Under root: the home that a state folder notes. */
function readHome(notes: string): Promise<string | undefined> {
  return readIfAny(join(notes, 'home'));
}

/** The data, and under root the home with the note of whose it is. */
export async function removePlace({ notes, home, dataDir }: Place): Promise<void> {
  await rm(dataDir, { recursive: true, force: true });
  if (home === notes) return;
  await rm(home, { recursive: true, force: true });
  await rm(ownerFile(home), { force: true });
}

/** State folders below `folder` whose servers keep their data in the system's state folder; none for an ordinary user. */
export async function findStatesBelow(folder: string, systemStateDir: string): Promise<string[]> {
  const names = isRoot() && existsSync(systemStateDir) ? await readdir(systemStateDir) : [];
  const states: string[] = [];
  for (const name of names.filter((one) => one.endsWith('.owner'))) {
    const notes = await readIfAny(join(systemStateDir, name));
    if (notes?.startsWith(`${folder}${sep}`)) states.push(dirname(notes));
  }
  return states;
}

/** Beside the home and not in it: the account cannot write here. */
function ownerFile(home: string): string {
  return `${home}.owner`;
}

/**
 * A home at our name that we never noted: its state folder was removed, or moved and not opened since. Nobody knows which, so
 * its data stays.
 */
export async function findAbandonedHome(notes: string, systemStateDir: string): Promise<string | undefined> {
  if (!isRoot() || existsSync(join(notes, 'data')) || (await readHome(notes)) !== undefined) return undefined;
  const home = join(systemStateDir, homeName(notes));
  return (await readIfAny(ownerFile(home))) === notes ? home : undefined;
}

function homeName(notes: string): string {
  return createHash('sha256').update(notes).digest('hex').slice(0, 16);
}

function placeAt(notes: string, home: string): Place {
  const realHome = existsSync(home) ? realpathSync(home) : home;
  const place = { notes, home: realHome, dataDir: join(realHome, 'data') };
  if (!isRoot()) return place;
  // Whoever owns the data goes on serving it, also when a better account has appeared in /etc/passwd since.
  const { uid, gid } = statSync(existsSync(place.dataDir) ? place.dataDir : realHome);
  return { ...place, account: { name: `uid ${uid}`, uid, gid } };
}

/** The superuser's password: made once, 0600, before the server that it opens. */
export async function readOrMakePassword(notes: string): Promise<string> {
  const known = await readPassword(notes);
  if (known !== undefined) return known;
  const password = randomBytes(24).toString('base64url');
  await writeWhole(join(notes, 'password'), password);
  return password;
}

export function readPassword(notes: string): Promise<string | undefined> {
  return readIfAny(join(notes, 'password'));
}

export async function readIfAny(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Never half a file: written beside, then renamed. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  await rm(draft, { force: true });
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
  await rename(draft, path);
}
