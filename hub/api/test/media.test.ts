import { openAsBlob, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeTemporaryFolder } from '@musterhq/testing';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeHub, type TestHub } from './make-hub.ts';

let it: TestHub;
beforeAll(async () => {
  it = await makeHub();
});
afterAll(async () => {
  await it.remove();
});

const codeOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code;

describe('the media library', () => {
  const picture = () =>
    sharp({ create: { width: 40, height: 40, channels: 3, background: '#336699' } })
      .jpeg()
      .toBuffer();
  const upload = (files: { name: string; bytes: Uint8Array }[], as: 'editor' | 'viewer' = 'editor') => {
    const form = new FormData();
    form.append('altText', 'A plain square');
    for (const { name, bytes } of files) form.append('file', new Blob([Buffer.from(bytes)]), name);
    return it.ask('/api/media', as, { method: 'POST', body: form, headers: { origin: it.server.url } });
  };
  /** A zip archive of one entry, stored as it is. */
  const zip = readFileSync(new URL('./fixtures/pictures.zip', import.meta.url));

  test('[A17] a picture is kept by its bytes, whatever it is called', async () => {
    const response = await upload([{ name: 'invoice.pdf', bytes: await picture() }]);
    expect(await response.json()).toMatchObject({
      media: [{ type: 'image/jpeg', width: 40, altText: 'A plain square' }],
    });
  });

  test.each([
    ['an archive of pictures', 'pictures.jpg', () => zip, 415],
    ['a page that calls itself a picture', 'a.png', () => Buffer.from('<svg onload="alert(1)">'), 415],
    ['a picture that breaks off', 'a.jpg', async () => (await picture()).subarray(0, 200), 415],
    ['nothing', 'a.jpg', () => Buffer.alloc(0), 415],
  ])('[A17] %s is refused with a clear error, and nothing is stored', async (_, name, bytes, status) => {
    const before = await it.countRows();
    const response = await upload([
      { name: 'good.jpg', bytes: await picture() },
      { name, bytes: await bytes() },
    ]);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(name);
    expect(await it.countRows()).toEqual(before);
  });

  test('[A17] too large a body and too many files are refused, and nothing is stored', async () => {
    const before = await it.countRows();
    const large = await it.post('/api/brands', { text: 'x'.repeat(4_100_000) }, 'editor');
    expect([large.status, await large.text()]).toEqual([413, expect.stringContaining('4 MB at most')]);
    const many = await upload(
      Array.from({ length: 21 }, (_, index) => ({ name: `${index}.jpg`, bytes: Buffer.from('x') })),
    );
    expect([many.status, await many.text()]).toEqual([413, expect.stringContaining('20 files at most')]);
    expect(await it.countRows()).toEqual(before);
  });

  test('[A17] a file that is larger than one may be is refused as it arrives, and nothing is stored', async () => {
    const folder = makeTemporaryFolder('hub-api-large');
    const path = join(folder.path, 'film.mp4');
    writeFileSync(path, await picture());
    // As large as it says, and of the disk as little as a picture.
    truncateSync(path, 200_000_001);
    const before = await it.countRows();
    const form = new FormData();
    form.append('file', new Blob([await picture()]), 'good.jpg');
    form.append('file', await openAsBlob(path), 'film.mp4');
    const origin = { origin: it.server.url };
    const large = await it.ask('/api/media', 'editor', { method: 'POST', body: form, headers: origin });
    expect([large.status, await large.text()]).toEqual([
      413,
      expect.stringMatching(/"too_large".*200 MB at most/),
    ]);
    expect(await it.countRows()).toEqual(before);
    folder.remove();
  });

  test('[A17] files where none are taken, and JSON where files are, are refused', async () => {
    const form = new FormData();
    form.append('file', new Blob(['x']), 'x');
    const origin = { origin: it.server.url };
    const there = await it.ask('/api/stop', 'owner', { method: 'POST', body: form, headers: origin });
    expect([there.status, await codeOf(there)]).toEqual([415, 'unsupported']);
    expect((await it.post('/api/media', {}, 'editor')).status).toBe(415);
  });

  test('[A18] a signed link gives the file to whoever holds it, and no other', async () => {
    const { media } = (await (await it.ask('/api/media?limit=1')).json()) as {
      media: { facts: { sha256: string; bytes: number } }[];
    };
    const { sha256, bytes } = media[0]!.facts;
    const link = it.server.mediaUrl(sha256);
    const response = await fetch(link);
    expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, bytes]);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    for (const wrong of [
      link.replace(sha256, 'b'.repeat(64)),
      link.replace(/expires=\d+/, 'expires=9999999999'),
      link.replace(/signature=.{4}/, 'signature=AAAA'),
    ])
      expect((await fetch(wrong)).status).toBe(403);
  });

  test('[A20] an address of a private network is not fetched, and nothing is stored', async () => {
    let asked = 0;
    const inside = createServer((_, response) => {
      asked += 1;
      response.end('secret');
    });
    await new Promise<void>((done) => inside.listen(0, '127.0.0.1', done));
    const { port } = inside.address() as AddressInfo;
    const before = await it.countRows();
    for (const url of [
      `http://127.0.0.1:${port}/`,
      `http://localhost:${port}/`,
      'http://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
    ]) {
      const response = await it.post('/api/media/fetch', { url }, 'editor');
      expect([url, response.status, await codeOf(response)]).toEqual([url, 400, 'address_refused']);
    }
    expect(asked).toBe(0);
    expect(await it.countRows()).toEqual(before);
    inside.close();
  });
});

test('nothing was met that nobody had foreseen', () => {
  expect(it.errors).toEqual([]);
});
