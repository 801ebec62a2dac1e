import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { HubError } from './hub-error.ts';

const lineSchema = z.union([
  z.strictObject({ backup: z.literal(1), version: z.string(), at: z.iso.datetime() }),
  z.strictObject({ table: z.string(), row: z.unknown() }),
  z.strictObject({ media: z.string(), base64: z.string() }),
  /** The last line: without it the file breaks off. */
  z.strictObject({ end: z.strictObject({ rows: z.int(), media: z.int() }) }),
]);
export type BackupLine = z.infer<typeof lineSchema>;

/** Writes lines of JSON, packed, under the file's name only when the last one is there. */
export async function writeBackup(
  file: string,
  work: (write: (line: BackupLine) => Promise<void>) => Promise<void>,
): Promise<void> {
  const draft = `${file}.draft`;
  const pack = createGzip();
  const out = createWriteStream(draft, { mode: 0o600, flags: 'wx' });
  pack.pipe(out);
  const broken = finished(out);
  try {
    await work(async (line) => {
      if (!pack.write(`${JSON.stringify(line)}\n`)) await Promise.race([once(pack, 'drain'), broken]);
    });
    pack.end();
    await broken;
    await rename(draft, file);
  } catch (error) {
    pack.destroy();
    out.destroy();
    await broken.catch(() => undefined);
    await rm(draft, { force: true });
    throw error;
  }
}

export async function* readBackup(file: string): AsyncGenerator<BackupLine> {
  const source = createReadStream(file);
  const unpack = createGunzip();
  // Else a source that breaks ends the lines as if they were all.
  source.on('error', (error) => unpack.destroy(error));
  try {
    const lines = createInterface({ input: source.pipe(unpack), crlfDelay: Number.POSITIVE_INFINITY });
    unpack.on('error', (error) => lines.emit('error', error));
    for await (const line of lines) yield lineSchema.parse(JSON.parse(line));
  } catch (cause) {
    throw new HubError(
      'file_invalid',
      `${file} is not a whole backup of a hub: ${(cause as Error).message}`,
      { cause },
    );
  } finally {
    source.destroy();
  }
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
