import { randomBytes } from 'node:crypto';
import { access, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The bytes of the media library, by their hash. */
export type MediaFolder = {
  read(sha256: string): Promise<Uint8Array>;
  /** From `start` up to `end`, or to the end of the file where that comes first; of a long video no more is read. */
  readPart(sha256: string, start: number, end: number): Promise<Uint8Array>;
  /** The same bytes again are the same file. */
  keep(sha256: string, bytes: Uint8Array): Promise<void>;
  /** Of a file that is not there, nothing. */
  remove(sha256: string): Promise<void>;
};

export function makeMediaFolder(folder: string): MediaFolder {
  const pathOf = (sha256: string) => join(folder, sha256.slice(0, 2), sha256);
  return {
    read: async (sha256) => readFile(pathOf(sha256)),
    async readPart(sha256, start, end) {
      const file = await open(pathOf(sha256));
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    remove: async (sha256) => rm(pathOf(sha256), { force: true }),
    async keep(sha256, bytes) {
      const path = pathOf(sha256);
      const isThere = await access(path).then(
        () => true,
        () => false,
      );
      if (isThere) return;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Never half a file under a name that promises a whole one.
      const draft = `${path}.${randomBytes(4).toString('hex')}.draft`;
      try {
        await writeFile(draft, bytes, { mode: 0o600, flag: 'wx' });
        await rename(draft, path);
      } finally {
        await rm(draft, { force: true });
      }
    },
  };
}
