import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** The port that is wished for, or any other when somebody has that. */
export async function listenOnFreePort(
  app: FastifyInstance,
  { host, wished }: { host: string; wished: number },
): Promise<number> {
  try {
    await app.listen({ host, port: wished });
  } catch (error) {
    if (wished === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await app.listen({ host, port: 0 });
  }
  return (app.server.address() as AddressInfo).port;
}
