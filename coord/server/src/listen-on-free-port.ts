import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Loopback alone: the port that is wished for, or any other when somebody has that. */
export async function listenOnFreePort(app: FastifyInstance, wished = 0): Promise<number> {
  try {
    await app.listen({ host: '127.0.0.1', port: wished });
  } catch (error) {
    if (wished === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await app.listen({ host: '127.0.0.1', port: 0 });
  }
  return (app.server.address() as AddressInfo).port;
}
