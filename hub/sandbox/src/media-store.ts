import { createHash } from 'node:crypto';
import { inspectMedia, type MediaFacts } from './inspect-media.ts';

/** Bytes that a platform holds, known by their hash. */
export type StoredMedia = { sha256: string; bytes: number; facts: MediaFacts };

export type MediaStore = {
  put(bytes: Uint8Array): Promise<StoredMedia>;
  find(sha256: string): Uint8Array | undefined;
};

export function makeMediaStore(): MediaStore {
  const held = new Map<string, { stored: StoredMedia; bytes: Uint8Array }>();
  return {
    async put(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const known = held.get(sha256);
      if (known) return known.stored;
      const stored = { sha256, bytes: bytes.byteLength, facts: await inspectMedia(bytes) };
      held.set(sha256, { stored, bytes });
      return stored;
    },
    find: (sha256) => held.get(sha256)?.bytes,
  };
}
