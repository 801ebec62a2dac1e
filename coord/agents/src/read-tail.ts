import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The end of a text file, at most `bytes` of it and whole characters; empty while there is no such file. */
export function readTail(path: string, bytes: number): string {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    const start = Math.max(0, size - bytes);
    const buffer = Buffer.alloc(size - start);
    const read = readSync(file, buffer, 0, buffer.length, start);
    return buffer.subarray(start === 0 ? 0 : firstCharacter(buffer), read).toString('utf8');
  } finally {
    closeSync(file);
  }
}

/** UTF-8 continuation bytes are 10xxxxxx: a cut inside a character leaves up to three of them in front. */
function firstCharacter(bytes: Buffer): number {
  const at = bytes.findIndex((byte) => (byte & 0b1100_0000) !== 0b1000_0000);
  return at === -1 ? bytes.length : at;
}
