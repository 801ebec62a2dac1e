import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { newDocument } from '@musterhq/plan';
import type { Environment } from '../environment.ts';
import { UsageError } from '../usage-error.ts';

export async function planNew(
  environment: Environment,
  file: string,
  flags: { title: string; sessions: string; weeks: string },
): Promise<void> {
  const sessions = wholeNumber('--sessions', flags.sessions);
  const weeks = wholeNumber('--weeks', flags.weeks);
  const created = new Date().toISOString().slice(0, 10);
  try {
    await writeFile(
      resolve(environment.cwd, file),
      newDocument({ title: flags.title, sessions, weeks, created }),
      { flag: 'wx' },
    );
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw new UsageError(`${file} is there already; name another file.`);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new UsageError(`The folder of ${file} is not there; make it first.`);
    throw error;
  }
  process.stdout.write(`Wrote ${file}. Next: muster plan check ${file}\n`);
}

function wholeNumber(flag: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= 64) return number;
  throw new UsageError(`${flag} expects a whole number from 1 to 64, found '${text}'.`);
}
