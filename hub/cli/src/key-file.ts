import { randomBytes } from 'node:crypto';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import type { Keyring } from '@musterhub/store';
import { HubError } from './hub-error.ts';
import type { HubSetting } from './hub-setting.ts';

const keyBytes = 32;

/** The key of the environment, else that of the file, which is made for its owner alone where there is none. */
export async function readKeyring(file: string, { key, formerKeys }: HubSetting): Promise<Keyring> {
  if (key !== undefined)
    return { current: keyOf(key, 'HUB_KEY'), former: formerKeys.map((one) => keyOf(one, 'HUB_KEY_FORMER')) };
  const text = (await readOwn(file)) ?? (await makeKey(file));
  const [current, ...former] = text.split('\n').filter((line) => line !== '');
  return { current: keyOf(current ?? '', file), former: former.map((line) => keyOf(line, file)) };
}

/** A new first line; the lines below it still open what was sealed with them. */
export async function addKey(file: string): Promise<void> {
  const before = (await readOwn(file)) ?? '';
  const draft = `${file}.draft`;
  await writeFile(draft, `${randomBytes(keyBytes).toString('base64')}\n${before}`, {
    mode: 0o600,
    flag: 'wx',
  });
  await rename(draft, file);
}

async function makeKey(file: string): Promise<string> {
  const text = `${randomBytes(keyBytes).toString('base64')}\n`;
  try {
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    return text;
  } catch (error) {
    // Two commands at once: the first one's key is the key.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return (await readOwn(file))!;
    throw error;
  }
}

async function readOwn(file: string): Promise<string | undefined> {
  const stats = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (stats === undefined) return undefined;
  if ((stats.mode & 0o077) !== 0)
    throw new HubError(
      'refused',
      `${file} holds the key to every account and can be read by others: 'chmod 600 ${file}'`,
    );
  return readFile(file, 'utf8');
}

function keyOf(text: string, place: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === keyBytes) return bytes;
  throw new HubError(
    'file_invalid',
    `${place}: expected ${keyBytes} bytes as base64, found ${bytes.length} ('openssl rand -base64 32' makes a key)`,
  );
}
