import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPublicAddress, makeFetchPublic } from '../src/outbound.ts';

let server: Server;
let port: number;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    if (request.url === '/to-inside') response.writeHead(302, { location: 'http://10.0.0.7/secret' }).end();
    else if (request.url === '/to-name')
      response.writeHead(302, { location: 'http://inside.example/' }).end();
    else if (request.url === '/round') response.writeHead(302, { location: '/round' }).end();
    else if (request.url === '/gone') response.writeHead(404).end();
    else if (request.url === '/slow') return;
    else response.writeHead(200, { 'content-type': 'image/png' }).end('0123456789');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Our own server stands for the public internet; nothing else on loopback does. */
const isAllowed = (address: string, at: number) => address === '127.0.0.1' && at === port;
const names: Record<string, string[]> = {
  'public.example': ['127.0.0.1'],
  'inside.example': ['192.168.1.1'],
  'both.example': ['127.0.0.1', '10.0.0.1'],
  'nothing.example': [],
};
const fetchPublic = makeFetchPublic({ resolve: async (host) => names[host] ?? [], isAllowed });

describe('[A20] an address', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fc00::1',
    'fd12::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:a00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::1',
    '2001:db8::1',
    '::10.0.0.1',
    'localhost',
    '',
  ])('%s is not of the public internet', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each([
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '93.184.215.14',
    '2606:4700::1111',
    '::ffff:1.1.1.1',
    '64:ff9b::101:101',
  ])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('[A20] what the hub fetches', () => {
  test('comes from the address that was looked at, under the name that was asked for', async () => {
    const { bytes, type } = await fetchPublic(`http://public.example:${port}/a.png`);
    expect([Buffer.from(bytes).toString(), type]).toEqual(['0123456789', 'image/png']);
    expect(asked).toContain(`public.example:${port} /a.png`);
  });

  test.each([
    ['http://127.0.0.1/', 'a private address'],
    ['http://2130706433/', 'a decimal one'],
    ['http://0x7f.1/', 'a hexadecimal one'],
    ['http://0177.0.0.1/', 'an octal one'],
    ['http://[::1]/', 'IPv6 loopback'],
    ['http://[::ffff:127.0.0.1]/', 'a mapped one'],
    ['http://[::ffff:a9fe:a9fe]/latest/meta-data', 'a mapped metadata service'],
    ['http://169.254.169.254/latest/meta-data', 'a metadata service'],
    ['http://inside.example/', 'a name that leads inside'],
    ['http://both.example/', 'a name that leads inside among others'],
    ['http://nothing.example/', 'a name that leads nowhere'],
    ['file:///etc/passwd', 'a file'],
    ['gopher://public.example/', 'another protocol'],
    ['http://user:secret@public.example/', 'one with a password in it'],
    ['no address', 'no address'],
  ])('is not %s: %s', async (url) => {
    await expect(fetchPublic(url)).rejects.toMatchObject({ code: 'address_refused' });
  });

  test.each(['/to-inside', '/to-name', '/round'])('does not follow the redirect %s', async (path) => {
    await expect(fetchPublic(`http://public.example:${port}${path}`)).rejects.toMatchObject({
      code: 'address_refused',
    });
  });

  test('a name is resolved once: one that answers otherwise a moment later changes nothing', async () => {
    let count = 0;
    const rebinding = makeFetchPublic({
      resolve: async () => {
        count += 1;
        return count === 1 ? ['127.0.0.1'] : ['10.0.0.1'];
      },
      isAllowed,
    });
    await expect(rebinding(`http://rebinds.example:${port}/`)).resolves.toMatchObject({ type: 'image/png' });
    expect(count).toBe(1);
    await expect(rebinding(`http://rebinds.example:${port}/`)).rejects.toMatchObject({
      code: 'address_refused',
    });
  });

  test('is read no further than its limit, waited for no longer than its time, and only where it is there', async () => {
    const at = `http://public.example:${port}`;
    await expect(fetchPublic(`${at}/a.png`, { bytes: 9 })).rejects.toMatchObject({ code: 'too_large' });
    await expect(fetchPublic(`${at}/slow`, { timeoutMs: 50 })).rejects.toMatchObject({ code: 'unreachable' });
    await expect(fetchPublic(`${at}/gone`)).rejects.toMatchObject({ code: 'unreachable' });
  });
});
