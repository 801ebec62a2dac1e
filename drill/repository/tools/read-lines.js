import { readFile } from 'node:fs/promises';

/** A file of one JSON value on each line. */
export async function readLines(path) {
  const lines = (await readFile(path, 'utf8')).split('\n');
  if (lines.pop() !== '') throw new Error(`${path} ends in the middle of a line: it was cut`);
  return lines.map((line) => JSON.parse(line));
}
