import { request } from 'node:http';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterEach } from 'vitest';
import { type Desk, type DeskOptions, startDesk } from '../src/index.ts';

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

/** A desk that is closed after the test; what it could not foresee fails the test. */
export async function openDesk(options: Partial<DeskOptions> = {}): Promise<Desk> {
  const desk = await startDesk({
    answer: async () => ({ kind: 'refused', message: 'this test answers nothing' }),
    version: '0.0.0',
    onError: (error) => {
      throw error;
    },
    ...options,
  });
  open.push(desk);
  return desk;
}

/** A real MCP client of the desk. */
export async function connect(desk: Desk, token = desk.token): Promise<Client> {
  const client = new Client({ name: 'test', version: '0' });
  const transport = new StreamableHTTPClientTransport(new URL(desk.mcpUrl), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  await client.connect(transport);
  open.push(client);
  return client;
}

/** A request as no `fetch` would send it: any host, any origin. */
export function send(
  url: string,
  {
    method = 'POST',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.once('error', reject).once('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
