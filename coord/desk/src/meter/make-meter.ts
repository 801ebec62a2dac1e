import {
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
  type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { endToEndHeaders } from '../end-to-end-headers.ts';
import { joinUrl } from './join-url.ts';
import { type GoOn, makeLeave } from './make-leave.ts';
import { makeTap } from './make-tap.ts';
import { type MeteredUsage, meteredUsage } from './metered-usage.ts';
import { isMeterVendor, type MeterVendor, vendors } from './vendors.ts';

export type MeterOptions = {
  /** The real base URL of each vendor's API, as a client would be given it. */
  upstreams: Partial<Record<MeterVendor, string>>;
  /** Asked before each call that may cost something. */
  mayGoOn: () => GoOn | Promise<GoOn>;
  /** Told before the agent has the end of the answer, so that its next call finds the budget as it is then. */
  onUsage: (usage: MeteredUsage) => void;
};

export type Meter = {
  /** `target` is the vendor with the rest of the path and the query. */
  pass(request: IncomingMessage, response: ServerResponse, target: string): Promise<void>;
  close(): void;
};

/** One request on its way. */
type Passage = { request: IncomingMessage; response: ServerResponse; vendor: MeterVendor; url: URL };

/** Passes requests on to the vendors and their answers back as they come; keeps nothing of either but the counts. */
export function makeMeter({ upstreams, mayGoOn, onUsage }: MeterOptions): Meter {
  const http = new HttpAgent({ keepAlive: true });
  const https = new HttpsAgent({ keepAlive: true });
  const leave = makeLeave(mayGoOn);

  async function forward(passage: Passage, isCounted: boolean): Promise<void> {
    const { request, response, vendor, url } = passage;
    const isSecure = url.protocol === 'https:';
    const outgoing = (isSecure ? requestHttps : requestHttp)(url, {
      method: request.method,
      agent: isSecure ? https : http,
      // Compressed, an answer could not be counted as it goes by.
      headers: { ...endToEndHeaders(request, ['host', 'accept-encoding']), 'accept-encoding': 'identity' },
    });
    response.once('close', () => outgoing.destroy());
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve).on('error', reject);
      outgoing.once('close', () => reject(new Error('the connection ended without an answer')));
    });
    // An answer may come, or fail to, before the whole request is out.
    pipeline(request, outgoing).catch((error: Error) => outgoing.destroy(error));
    let answer: IncomingMessage;
    try {
      answer = await answered;
    } catch (error) {
      if (isAgentGone(response)) return;
      const message = `Muster's meter got no answer from ${url.host}: ${error instanceof Error ? error.message : error}`;
      return answerJson(response, 502, vendors[vendor].refusal(message).body);
    }
    const status = answer.statusCode ?? 502;
    response.writeHead(status, endToEndHeaders(answer));
    const tap = makeTap({
      answer,
      count: vendors[vendor].count,
      onCounts: (counts) => {
        if (isCounted && status < 300) onUsage(meteredUsage(vendor, counts));
      },
    });
    // Either end may go in the middle of an answer: then the other one is closed, and that is all.
    await pipeline(answer, tap, response).catch(() => response.destroy());
  }

  return {
    async pass(request, response, target) {
      const passage = passageOf(request, response, target, upstreams);
      if (passage === undefined)
        return answerJson(response, 404, { error: 'the meter has no such upstream' });
      const { vendor, url } = passage;
      const { isFree, isModelCall, refusal } = vendors[vendor];
      if (request.method !== 'POST' || isFree(url.pathname)) return forward(passage, false);
      const reason = await leave.ask();
      if (reason !== undefined) {
        const { status, body } = refusal(reason);
        return answerJson(response, status, body, { 'x-should-retry': 'false' });
      }
      try {
        if (!isAgentGone(response)) await forward(passage, isModelCall(url.pathname));
      } finally {
        leave.settled();
      }
    },
    close() {
      http.destroy();
      https.destroy();
    },
  };
}

function passageOf(
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  upstreams: MeterOptions['upstreams'],
): Passage | undefined {
  const [, vendor = '', rest = ''] = /^([^/?]*)(.*)$/s.exec(target) ?? [];
  const base = isMeterVendor(vendor) ? upstreams[vendor] : undefined;
  const url = base === undefined ? undefined : joinUrl(base, rest);
  if (url === undefined) return undefined;
  return { request, response, vendor: vendor as MeterVendor, url };
}

const isAgentGone = (response: ServerResponse): boolean => response.destroyed || response.socket === null;

function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers });
  response.end(`${JSON.stringify(body)}\n`);
}
