import { createHash, randomBytes } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** Under root: `<notes>/home`. Who wrote it shows whether the state folder was moved or copied since. */
type HomeNote = { home: string; notes: string };

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

/** The place as an earlier opener left it; undefined when there is none yet. */
export async function findPlace(notes: string): Promise<Place | undefined> {
  const home = existsSync(join(notes, 'data')) ? notes : await findOwnHome(notes);
  if (home === undefined || !existsSync(join(home, 'data'))) return undefined;
  return placeAt(notes, home);
}

/** The place, made ready for `initdb`. Needs the lock. */
export async function makePlace(notes: string, systemStateDir: string): Promise<Place> {
  if (!isRoot() || existsSync(join(notes, 'data'))) return placeAt(notes, notes);
  const home = await claimHome(notes, systemStateDir);
  if (!existsSync(home)) {
    const { uid, gid } = chooseAccount(await readFile('/etc/passwd', 'utf8'));
    await makeSystemFolder(systemStateDir);
    await mkdir(home, { mode: 0o700 });
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

/** Which folder of the system's state belongs to this state folder, noted before it is made. */
async function claimHome(notes: string, systemStateDir: string): Promise<string> {
  const isCopy = (await readHomeNote(notes)) !== undefined;
  const home =
    (await findOwnHome(notes)) ??
    join(systemStateDir, isCopy ? `${homeName(notes)}-${randomBytes(4).toString('hex')}` : homeName(notes));
  await writeWhole(join(notes, 'home'), JSON.stringify({ home, notes } satisfies HomeNote));
  return home;
}

/**
 * The noted home, unless it is somebody else's: after a move the note names a folder that is gone, and is still ours; after a
 * copy it names the original, which still uses that home, and the copy begins with a database of its own.
 */
async function findOwnHome(notes: string): Promise<string | undefined> {
  const note = await readHomeNote(notes);
  if (note === undefined || note.notes === notes) return note?.home;
  return (await readHomeNote(note.notes))?.home === note.home ? undefined : note.home;
}

/**
 * A home at our name that we never noted: left by a state folder that was removed. An ordinary user's data would have gone
 * with it, and its password has.
 */
export async function findAbandonedHome(notes: string, systemStateDir: string): Promise<string | undefined> {
  if (!isRoot() || existsSync(join(notes, 'data')) || (await readHomeNote(notes)) !== undefined)
    return undefined;
  const home = join(systemStateDir, homeName(notes));
  return existsSync(home) ? home : undefined;
}

function homeName(notes: string): string {
  return createHash('sha256').update(notes).digest('hex').slice(0, 16);
}

async function readHomeNote(notes: string): Promise<HomeNote | undefined> {
  const text = await readIfAny(join(notes, 'home'));
  return text === undefined ? undefined : (JSON.parse(text) as HomeNote);
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
