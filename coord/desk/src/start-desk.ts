import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { admit } from './admit.ts';
import { answerMcp } from './answer-mcp.ts';
import { answerHook, type HookOptions } from './hook/answer-hook.ts';
import { hookSettings } from './hook/hook-settings.ts';
import { type MeterOptions, makeMeter } from './meter/make-meter.ts';
import type { MeterVendor } from './meter/vendors.ts';
import type { AnswerTool } from './tools.ts';

/** What a desk serves; without `hook` or `meter` there is no such path. */
export type DeskOptions = {
  answer: AnswerTool;
  hook?: HookOptions;
  meter?: MeterOptions;
  /** Of Muster, for clients that show it. */
  version: string;
  /** What was not foreseen; the one who asked is told that it failed. */
  onError: (error: unknown) => void;
};

/** An open desk. `url` ends without a slash. `token` lets in whoever has it: it goes to the agent and nowhere else. */
export type Desk = {
  url: string;
  port: number;
  token: string;
  /** For a client that sends `Authorization: Bearer TOKEN`. */
  mcpUrl: string;
  hookUrl: string;
  /** The settings that have Claude Code ask here before each tool call. */
  hookSettings: string;
  /** What to give an agent as the base URL of its vendor's API; the token is in it. */
  meterUrl(vendor: MeterVendor): string;
  close(): Promise<void>;
};

/** Node's 5 s would end connections that an agent keeps while its model thinks. */
const keepAliveMs = 120_000;

/** Opens the desk of one turn on a free port of loopback. It lives until `close`, which ends every connection. */
export async function startDesk(options: DeskOptions): Promise<Desk> {
  const token = randomBytes(32).toString('base64url');
  const meter = options.meter === undefined ? undefined : makeMeter(options.meter);
  const server = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      options.onError(error);
      if (response.headersSent) response.destroy();
      else refuse(response, 500, 'the desk failed; what it met is in the log of the turn');
    });
  });
  // No answer of ours is a protocol switch; an agent that tries one falls back to plain requests.
  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'));
  const port = await listenOnLoopback(server);
  const url = `http://127.0.0.1:${port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const admission = admit(request, { token, port });
    if (admission.kind === 'refused') return refuse(response, admission.status, admission.why);
    const { rest } = admission;
    const [path = ''] = rest.split('?');
    if (path === '/mcp') return answerMcp(request, response, options);
    if (path === '/hook' && options.hook !== undefined) return answerHook(request, response, options.hook);
    if (path.startsWith('/meter/') && meter !== undefined)
      return meter.pass(request, response, rest.slice('/meter/'.length));
    refuse(response, 404, 'the desk has no such path');
  }

  return {
    url,
    port,
    token,
    mcpUrl: `${url}/mcp`,
    hookUrl: `${url}/hook`,
    hookSettings: hookSettings({ hookUrl: `${url}/hook`, token }),
    meterUrl: (vendor) => `${url}/t/${token}/meter/${vendor}`,
    close: () =>
      new Promise((resolve) => {
        meter?.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function refuse(response: ServerResponse, status: number, why: string): void {
  // The body that still comes is not waited for.
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(`${JSON.stringify({ error: why })}\n`);
}
