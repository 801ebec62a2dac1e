import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PostMedia } from '@musterhub/rules';

const pictures = ['square.jpg', 'other-square.jpg'].map((name) =>
  readFileSync(new URL(`./fixtures/${name}`, import.meta.url)),
);
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Two pictures, by the facts of their bytes. */
export const testMedia: PostMedia[] = pictures.map((bytes) => ({
  sha256: hashOf(bytes),
  type: 'image/jpeg',
  bytes: bytes.length,
  width: 320,
  height: 320,
  altText: 'A plain square',
}));

export type MediaServer = {
  base: string;
  mediaUrl: (sha256: string) => string;
  mediaBytes: (sha256: string) => Promise<Uint8Array>;
  close(): Promise<void>;
};

/** Gives the test's pictures at an address that the sandbox fetches from. */
export async function serveMedia(port = 0): Promise<MediaServer> {
  const bytesOf = (sha256: string) => pictures.find((bytes) => hashOf(bytes) === sha256);
  const server = createServer((request, response) => {
    const bytes = bytesOf(request.url?.slice(1) ?? '');
    response.writeHead(bytes === undefined ? 404 : 200, { 'content-type': 'image/jpeg' });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    base,
    mediaUrl: (sha256) => `${base}/${sha256}`,
    mediaBytes: async (sha256) => bytesOf(sha256)!,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
