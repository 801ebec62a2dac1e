import { closeSync, openSync, readSync } from 'node:fs';
import { type DriverEvent, driverEventSchema } from './driver-event.ts';

const chunkBytes = 64 * 1024;

/** Each call answers the events appended since the last one; a line that is still being written waits for the next call. */
export function makeEventReader(path: string): () => DriverEvent[] {
  let offset = 0;
  let rest = Buffer.alloc(0);
  return () => {
    const added = readFrom(path, offset);
    offset += added.length;
    const bytes = Buffer.concat([rest, added]);
    const end = bytes.lastIndexOf(0x0a) + 1;
    rest = bytes.subarray(end);
    return bytes
      .subarray(0, end)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => driverEventSchema.parse(JSON.parse(line)));
  };
}

/** The bytes of a file from `offset` to its end; none while it does not exist. */
function readFrom(path: string, offset: number): Buffer {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
  try {
    const chunks: Buffer[] = [];
    for (let at = offset; ; ) {
      const chunk = Buffer.alloc(chunkBytes);
      const read = readSync(file, chunk, 0, chunkBytes, at);
      if (read === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, read));
      at += read;
    }
  } finally {
    closeSync(file);
  }
}
