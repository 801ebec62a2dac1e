import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * The other end of an egress, in a network space that has nothing but a loopback of its own: `proxyPort` there is the proxy, and
 * each of `ports` is the same port of the loopback outside, so that addresses mean the same within and without.
 */
export async function openRelay({
  socket,
  proxyPort,
  ports,
}: {
  socket: string;
  proxyPort: number;
  ports: readonly number[];
}): Promise<void> {
  const proxy = createServer((client) => joined(client, connect(socket)));
  const same = ports.map((port) => ({
    port,
    server: createServer((client) => tunnel(client, socket, port)),
  }));
  await Promise.all(
    [{ port: proxyPort, server: proxy }, ...same].map(({ port, server }) => listen(server, port)),
  );
}

function joined(client: Socket, remote: Socket): void {
  const end = (): void => {
    client.destroy();
    remote.destroy();
  };
  client.on('error', end).on('close', end);
  remote.on('error', end).on('close', end);
  client.pipe(remote).pipe(client);
}

function tunnel(client: Socket, socket: string, port: number): void {
  const remote = connect(socket);
  const refused = (): void => void client.destroy();
  remote.once('error', refused).once('close', refused);
  client.once('error', () => remote.destroy());
  remote.write(`CONNECT 127.0.0.1:${port} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`);
  let head = Buffer.alloc(0);
  const read = (chunk: Buffer): void => {
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    remote.off('data', read).pause();
    if (!head.subarray(0, end).toString('latin1').startsWith('HTTP/1.1 200 ')) return void client.destroy();
    client.write(head.subarray(end + 4));
    joined(client, remote);
  };
  remote.on('data', read);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
