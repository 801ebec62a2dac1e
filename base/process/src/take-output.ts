import { closeSync, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import { makeOutputTail } from './output-tail.ts';

/**
 * The end of what a command wrote into a file, which is then removed; undefined when there is no such file. Synchronous:
 * these files are small and in memory, where a round trip through the thread pool takes longer than the reading.
 */
export function takeOutput(file: string, keepBytes: number): { text: string; bytes: number } | undefined {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const { size } = fstatSync(handle);
    // Three bytes more than are kept, so that a cut inside a character is seen as one.
    const buffer = Buffer.allocUnsafe(Math.min(size, keepBytes + 3));
    const length = readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    const tail = makeOutputTail(keepBytes);
    tail.add(buffer.subarray(0, length));
    return { text: tail.text(), bytes: size };
  } finally {
    closeSync(handle);
    unlinkSync(file);
  }
}
