import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { HubError } from './hub-error.ts';
import { cannotWrite } from './write-text.ts';

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
  // The draft of a backup that was killed is written over.
  const out = createWriteStream(draft, { mode: 0o600 });
  pack.pipe(out);
  const broken = finished(out);
  // It may break before anybody waits for it, which is told where the rows are written.
  broken.catch(() => undefined);
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
    if ((error as NodeJS.ErrnoException).path === draft) throw cannotWrite(file, error);
    throw error;
  }
}

export async function* readBackup(file: string): AsyncGenerator<BackupLine> {
  const source = createReadStream(file);
  const unpack = createGunzip().setEncoding('utf8');
  // What breaks on the way is thrown where the lines are read.
  pipeline(source, unpack, () => undefined);
  try {
    for await (const line of linesOf(unpack)) yield lineSchema.parse(JSON.parse(line));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      throw new HubError('file_missing', `expected a backup at ${file}, found nothing`, { cause });
    throw new HubError(
      'file_invalid',
      `${file} is not a whole backup of a hub: ${(cause as Error).message}`,
      { cause },
    );
  } finally {
    source.destroy();
  }
}

/** A picture is one line of megabytes: its parts are joined once, when the line is whole. */
async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let begun: string[] = [];
  for await (const chunk of text) {
    const [first = '', ...others] = chunk.split('\n');
    begun.push(first);
    for (const other of others) {
      yield begun.join('');
      begun = [other];
    }
  }
  if (begun.join('') !== '') throw new Error('its last line has no end');
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
