import { createServer as createWebServer, type Server } from 'node:http';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { makeTemporaryFolder, type TemporaryFolder } from '@musterhq/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Egress, openRelay, parseHostRule, startEgress } from '../src/index.ts';
import { send } from './open-desk.ts';

let folder: TemporaryFolder;
let web: Server;
let here: string;
beforeAll(async () => {
  folder = makeTemporaryFolder('egress');
  web = createWebServer((request, response) => response.end(`answer to ${request.method} ${request.url}`));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', () => resolve()));
  here = `127.0.0.1:${(web.address() as AddressInfo).port}`;
});
afterAll(() => {
  web.closeAllConnections();
  web.close();
  folder.remove();
});

let egress: Egress | undefined;
let refused: string[] = [];
let serial = 0;
afterEach(async () => {
  refused = [];
  await egress?.close();
});

/** A proxy port of this machine that leads to an egress with these rules. */
async function open(...rules: string[]): Promise<string> {
  serial += 1;
  const socket = join(folder.path, `s${serial}`);
  egress = await startEgress({
    socket,
    rules: rules.map((text) => parseHostRule(text)!),
    onRefusal: ({ why }) => void refused.push(why),
  });
  const proxyPort = await freePort();
  await openRelay({ socket, proxyPort, ports: [] });
  return `127.0.0.1:${proxyPort}`;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** What comes back when all of a text is sent at once. */
function exchange(proxy: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = '';
    const client = connect(Number(proxy.split(':')[1]), '127.0.0.1', () => client.write(text));
    client.setEncoding('utf8').on('data', (chunk) => {
      got += chunk;
    });
    client.once('error', reject).once('close', () => resolve(got));
  });
}

const tunnelled = (proxy: string, target: string) =>
  exchange(
    proxy,
    `CONNECT ${target} HTTP/1.1\r\nhost: ${target}\r\n\r\nGET /x HTTP/1.1\r\nhost: ${target}\r\nconnection: close\r\n\r\n`,
  );

describe('[X2] through an egress', () => {
  test('a host that a rule names is reached, by a tunnel and by a whole address', async () => {
    const proxy = await open(here);
    expect(await tunnelled(proxy, here)).toMatch(/^HTTP\/1\.1 200 .*answer to GET \/x$/s);
    expect(
      await exchange(proxy, `GET http://${here}/y HTTP/1.1\r\nhost: ${here}\r\nconnection: close\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 200 .*answer to GET \/y/s);
    expect(refused).toEqual([]);
  });

  test('another one is not, and both sides hear why', async () => {
    const proxy = await open('api.example.com');
    const why = `${here} is not among the hosts that 'network' in muster/config.yaml names.`;
    expect(await tunnelled(proxy, here)).toContain(`HTTP/1.1 403 Forbidden\r\n`);
    expect(
      await exchange(proxy, `GET http://${here}/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`),
    ).toContain(why);
    expect(refused).toEqual([why, why]);
  });

  test('the header of a request does not choose the host, its address does', async () => {
    const proxy = await open('api.example.com');
    expect(
      await exchange(
        proxy,
        `GET http://${here}/ HTTP/1.1\r\nhost: api.example.com\r\nconnection: close\r\n\r\n`,
      ),
    ).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('what is no proxy request is told so', async () => {
    const proxy = await open(here);
    expect((await send(`http://${proxy}/plain`, { method: 'GET' })).status).toBe(400);
    expect(await exchange(proxy, 'CONNECT nowhere HTTP/1.1\r\nhost: nowhere\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 /,
    );
    expect(
      await exchange(proxy, `GET ftp://${here}/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`),
    ).toMatch(/^HTTP\/1\.1 400 /);
  });
});

test('[X3] a name that leads to this machine is not gone to, though a rule names it', async () => {
  const port = here.split(':')[1]!;
  const proxy = await open(`localhost:${port}`);
  expect(await tunnelled(proxy, `localhost:${port}`)).toMatch(/^HTTP\/1\.1 502 .*name it by its address/s);
});

test('[X4] a port of loopback that was let through is reached at that port from the other side', async () => {
  serial += 1;
  const socket = join(folder.path, `s${serial}`);
  const port = Number(here.split(':')[1]);
  egress = await startEgress({ socket, rules: [], onRefusal: ({ why }) => void refused.push(why) });
  const proxy = await freePort();
  await openRelay({ socket, proxyPort: proxy, ports: [] });
  expect(await tunnelled(`127.0.0.1:${proxy}`, here)).toContain('403 Forbidden');
  egress.reach(port);
  expect(await tunnelled(`127.0.0.1:${proxy}`, here)).toMatch(/^HTTP\/1\.1 200 .*answer to GET \/x$/s);
});

test('[X2] an egress that closes ends the tunnels through it', async () => {
  const proxy = await open(here);
  const client = connect(Number(proxy.split(':')[1]), '127.0.0.1');
  client.write(`CONNECT ${here} HTTP/1.1\r\nhost: ${here}\r\n\r\n`);
  await new Promise((resolve) => client.once('data', resolve));
  const closed = new Promise((resolve) => client.once('close', resolve));
  await egress!.close();
  await closed;
});
