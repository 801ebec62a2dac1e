import { lookup } from 'node:dns';
import { createServer, type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import { BlockList, connect, isIP, type LookupFunction, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { endToEndHeaders } from '../end-to-end-headers.ts';
import { type HostRule, isAllowed } from './host-rule.ts';

export type EgressOptions = {
  /** Path of the Unix socket to listen on, of at most 107 bytes; nothing is there yet. */
  socket: string;
  rules: readonly HostRule[];
  /** Told of each refusal. `why` is a sentence that the one who asked gets too. */
  onRefusal: (refusal: { host: string; port: number; why: string }) => void;
};

/** The way out of processes that have no network of their own. */
export type Egress = {
  /** Lets a port of loopback be reached too, whatever the rules say of it. */
  reach(port: number): void;
  close(): Promise<void>;
};

const loopback = '127.0.0.1';
const connectTimeoutMs = 30_000;
const silenceMs = 10 * 60_000;

/** Where a name must not lead that somebody else may point anywhere: this machine, and what is only beside it. */
const beside = new BlockList();
beside.addSubnet('127.0.0.0', 8, 'ipv4');
beside.addSubnet('0.0.0.0', 8, 'ipv4');
beside.addSubnet('169.254.0.0', 16, 'ipv4');
beside.addAddress('::', 'ipv6');
beside.addAddress('::1', 'ipv6');
beside.addSubnet('fe80::', 10, 'ipv6');

/**
 * Opens an HTTP proxy on a Unix socket: `CONNECT` and requests for a whole address, to the hosts that the rules name and to no
 * others. What goes through a tunnel is neither read nor kept. Whoever can open the socket may use it.
 */
export async function startEgress({ socket, rules, onRefusal }: EgressOptions): Promise<Egress> {
  const reached = new Set<number>();
  const server = createServer((request, response) => passOn(request, response));
  const tunnels = new Set<Duplex>();

  /** Undefined when it may be gone to; else why not. */
  function refusalOf(host: string, port: number): string | undefined {
    if (host === loopback && reached.has(port)) return undefined;
    if (isAllowed(rules, { host, port })) return undefined;
    const why = `${host}:${port} is not among the hosts that 'network' in muster/config.yaml names.`;
    onRefusal({ host, port, why });
    return why;
  }

  async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined;
    if (url?.protocol !== 'http:')
      return answer(response, 400, 'expected CONNECT, or an http address as a whole');
    const host = bare(url.hostname);
    const port = Number(url.port || 80);
    const why = refusalOf(host, port);
    if (why !== undefined) return answer(response, 403, why);
    const outgoing = requestHttp(url, {
      method: request.method,
      headers: { ...endToEndHeaders(request), host: url.host },
      lookup: lookupElsewhere,
      timeout: silenceMs,
    });
    response.once('close', () => outgoing.destroy());
    outgoing.on('timeout', () => outgoing.destroy(new Error(`silent for ${silenceMs} ms`)));
    outgoing.on('error', (error) => answer(response, 502, `no answer from ${url.host}: ${error.message}`));
    outgoing.on('response', (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, endToEndHeaders(incoming));
      // Either end may go in the middle; then the other one is closed, and that is all.
      pipeline(incoming, response).catch(() => response.destroy());
    });
    pipeline(request, outgoing).catch((error: Error) => outgoing.destroy(error));
  }

  server.on('connect', (request, client, head) => {
    const [, address, name, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(request.url ?? '') ?? [];
    const host = address ?? name;
    if (host === undefined) return endWith(client, '400 Bad Request', 'expected HOST:PORT');
    const why = refusalOf(host, Number(digits));
    if (why !== undefined) return endWith(client, '403 Forbidden', why);
    const remote = connect({
      host,
      port: Number(digits),
      timeout: connectTimeoutMs,
      lookup: lookupElsewhere,
    });
    join(client, remote, head);
  });

  function join(client: Duplex, remote: Socket, head: Buffer): void {
    tunnels.add(client);
    client.once('close', () => tunnels.delete(client));
    let isOpen = false;
    remote.once('timeout', () => remote.destroy(new Error(`no connection within ${connectTimeoutMs} ms`)));
    remote.once('error', (error) => {
      if (isOpen) client.destroy();
      else endWith(client, '502 Bad Gateway', `no connection: ${error.message}`);
    });
    client.once('error', () => remote.destroy());
    remote.once('connect', () => {
      isOpen = true;
      remote.setTimeout(0);
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      remote.write(head);
      client.pipe(remote).pipe(client);
    });
    client.once('close', () => remote.destroy());
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    reach: (port) => void reached.add(port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const tunnel of tunnels) tunnel.destroy();
      }),
  };
}

/** Resolves as usual, and refuses a name that leads to this machine or beside it: such a place is named by its address. */
const lookupElsewhere: LookupFunction = (host, options, callback) => {
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, []);
    const elsewhere = found.filter(
      ({ address, family }) => isIP(host) !== 0 || !beside.check(address, family === 6 ? 'ipv6' : 'ipv4'),
    );
    const [first] = elsewhere;
    if (first === undefined)
      return callback(new Error(`${host} leads to this machine; name it by its address`), []);
    if (options.all === true) callback(null, elsewhere);
    else callback(null, first.address, first.family);
  });
};

const bare = (host: string): string => host.replace(/^\[|\]$/g, '');

function answer(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${why}\n`);
}

function endWith(client: Duplex, status: string, why: string): void {
  client.on('error', () => client.destroy());
  client.end(
    `HTTP/1.1 ${status}\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\n\r\n${why}\n`,
  );
}
