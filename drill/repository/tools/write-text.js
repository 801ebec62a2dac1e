import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export async function writeText(path, text) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** Two blanks and a closing line end: the same value is always the same bytes. */
export function writeJson(path, value) {
  return writeText(path, `${JSON.stringify(value, null, 2)}\n`);
}
