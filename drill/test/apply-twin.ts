import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Twin } from './drill-files.ts';

/** Breaks the file of a twin below `folder`. A file or a text that is not there is an error: nothing would be shown. */
export async function applyTwin(folder: string, twin: Twin): Promise<void> {
  const path = join(folder, twin.file);
  const text = await readFile(path, 'utf8');
  if (twin.how === 'remove') return rm(path);
  await writeFile(path, brokenText(text, twin));
}

function brokenText(text: string, { how, file, find, by }: Twin): string {
  if (how === 'empty') return '';
  if (how === 'truncate') return text.slice(0, Math.floor(text.length / 2));
  const pieces = text.split(find!);
  if (pieces.length !== 2)
    throw new Error(`expected '${find}' once in ${file}, found it ${pieces.length - 1} times`);
  return pieces.join(by);
}
