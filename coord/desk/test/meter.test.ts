import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { GoOn, MeteredUsage, MeterVendor } from '../src/index.ts';
import { openDesk, send } from './open-desk.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

type Upstream = (request: IncomingMessage, response: ServerResponse) => void;

/** A vendor's API on loopback, and a desk whose meter stands before it. */
async function openMeter(
  vendor: MeterVendor,
  upstream: Upstream,
  mayGoOn: () => GoOn = () => ({ kind: 'yes' }),
): Promise<{ url: string; usage: MeteredUsage[] }> {
  const server = createServer(upstream).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`;
  const usage: MeteredUsage[] = [];
  const desk = await openDesk({
    meter: { upstreams: { [vendor]: base }, mayGoOn, onUsage: (one) => usage.push(one) },
  });
  return { url: desk.meterUrl(vendor), usage };
}

/** Writes bytes one by one where asked, so that events and characters are cut in the middle. */
const stream =
  (text: string, { bytes = Number.POSITIVE_INFINITY } = {}): Upstream =>
  (request, response) => {
    request.resume().once('end', async () => {
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
      const whole = Buffer.from(text);
      for (let at = 0; at < whole.length; at += bytes) {
        response.write(whole.subarray(at, at + bytes));
        if (bytes < 10) await sleep(0);
      }
      response.end();
    });
  };

const plain =
  (body: unknown, status = 200): Upstream =>
  (request, response) => {
    request.resume().once('end', () => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  };

const events = (list: unknown[], end = '\n'): string =>
  list
    .map((one) => `event: x${end}data: ${typeof one === 'string' ? one : JSON.stringify(one)}${end}${end}`)
    .join('');

const anthropicStream = events([
  {
    type: 'message_start',
    message: {
      model: 'claude-x',
      usage: {
        input_tokens: 12,
        cache_read_input_tokens: 800,
        cache_creation_input_tokens: 40,
        output_tokens: 1,
      },
    },
  },
  { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Grüße 🜲 "usage"' } },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 57 } },
  { type: 'message_stop' },
]);
const anthropicUsage = {
  vendor: 'anthropic',
  model: 'claude-x',
  scope: 'request',
  kind: 'delta',
  quality: 'metered',
  input: 12,
  cacheRead: 800,
  cacheWrite: 40,
  output: 57,
};
const responsesUsage = {
  input_tokens: 100,
  input_tokens_details: { cached_tokens: 60 },
  output_tokens: 30,
  output_tokens_details: { reasoning_tokens: 20 },
};
const chatUsage = {
  prompt_tokens: 100,
  prompt_tokens_details: { cached_tokens: 60 },
  completion_tokens: 30,
  completion_tokens_details: { reasoning_tokens: 20 },
};
const openAiUsage = {
  vendor: 'openai',
  quality: 'metered',
  input: 40,
  cacheRead: 60,
  output: 30,
  reasoning: 20,
};
const googleUsage = {
  promptTokenCount: 100,
  cachedContentTokenCount: 60,
  candidatesTokenCount: 10,
  thoughtsTokenCount: 20,
};

describe('usage of a model call', () => {
  test.each<[string, MeterVendor, string, Upstream, object]>([
    ['Anthropic, streamed', 'anthropic', '/v1/messages?beta=true', stream(anthropicStream), anthropicUsage],
    [
      'Anthropic, whole',
      'anthropic',
      '/v1/messages',
      plain({ type: 'message', model: 'claude-x', usage: { input_tokens: 3, output_tokens: 4 } }),
      { vendor: 'anthropic', model: 'claude-x', quality: 'metered', input: 3, output: 4 },
    ],
    [
      'OpenAI responses, streamed with CRLF',
      'openai',
      '/responses',
      stream(
        events(
          [
            { type: 'response.created', response: { model: 'gpt-x', usage: null } },
            { type: 'response.output_text.delta', delta: '"usage"' },
            { type: 'response.completed', response: { model: 'gpt-x', usage: responsesUsage } },
          ],
          '\r\n',
        ),
      ),
      { ...openAiUsage, model: 'gpt-x' },
    ],
    [
      'OpenAI responses, whole',
      'openai',
      '/responses',
      plain({ model: 'gpt-x', usage: responsesUsage }),
      openAiUsage,
    ],
    [
      'OpenAI chat, streamed',
      'openai',
      '/chat/completions',
      stream(
        events([
          { model: 'gpt-x', choices: [{ delta: { content: 'a' } }], usage: null },
          { model: 'gpt-x', choices: [], usage: chatUsage },
          '[DONE]',
        ]),
      ),
      openAiUsage,
    ],
    [
      'OpenAI chat, whole',
      'openai',
      '/chat/completions',
      plain({ choices: [], usage: chatUsage }),
      openAiUsage,
    ],
    [
      'Google, streamed',
      'google',
      '/v1beta/models/g:streamGenerateContent?alt=sse',
      stream(
        events([
          { candidates: [{}], usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 1 } },
          { candidates: [{ finishReason: 'STOP' }], modelVersion: 'g-1', usageMetadata: googleUsage },
        ]),
      ),
      {
        vendor: 'google',
        model: 'g-1',
        quality: 'metered',
        input: 40,
        cacheRead: 60,
        output: 30,
        reasoning: 20,
      },
    ],
    [
      'Google, as a list',
      'google',
      '/v1beta/models/g:streamGenerateContent',
      plain([
        { candidates: [{}], usageMetadata: { promptTokenCount: 100 } },
        { candidates: [{ finishReason: 'STOP' }], usageMetadata: googleUsage },
      ]),
      { vendor: 'google', quality: 'metered', input: 40, cacheRead: 60, output: 30, reasoning: 20 },
    ],
  ])('[M2] %s, is counted once', async (_, vendor, path, upstream, expected) => {
    const { url, usage } = await openMeter(vendor, upstream);
    expect((await send(`${url}${path}`, { body: '{}' })).status).toBe(200);
    expect(usage).toHaveLength(1);
    expect(usage[0]).toMatchObject(expected);
  });

  test('[M1] is the same however the answer is cut, and every byte arrives', async () => {
    for (const bytes of [1, 7]) {
      const { url, usage } = await openMeter('anthropic', stream(anthropicStream, { bytes }));
      expect((await send(`${url}/v1/messages`, { body: '{}' })).text).toBe(anthropicStream);
      expect(usage).toEqual([anthropicUsage]);
    }
  });

  test('[M3] is unknown, and never zero, where the vendor does not tell it', async () => {
    const { url, usage } = await openMeter(
      'openai',
      stream(events([{ model: 'gpt-x', choices: [{ delta: { content: 'a' } }] }, '[DONE]'])),
    );
    await send(`${url}/chat/completions`, { body: '{}' });
    expect(usage).toEqual([{ vendor: 'openai', scope: 'request', kind: 'delta', quality: 'unknown' }]);
  });

  test('[M3] is unknown in part when the answer is cut off: the input was read, the output nobody knows', async () => {
    const { url, usage } = await openMeter('anthropic', (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(anthropicStream.slice(0, anthropicStream.indexOf('event: x', 20)), () =>
        response.destroy(),
      );
    });
    await expect(send(`${url}/v1/messages`, { body: '{}' })).rejects.toThrow();
    expect(usage).toMatchObject([{ quality: 'unknown', input: 12, cacheRead: 800 }]);
    expect(usage[0]).not.toHaveProperty('output');
  });

  test('[M3] is unknown for an answer that comes compressed unasked', async () => {
    const packed = gzipSync(anthropicStream);
    const { url, usage } = await openMeter('anthropic', (request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity');
      request.resume();
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      response.end(packed);
    });
    await send(`${url}/v1/messages`, { body: '{}' });
    expect(usage).toMatchObject([{ quality: 'unknown' }]);
  });

  test('[M3] is nothing for an error, for counting tokens, and for looking at models', async () => {
    const overloaded = await openMeter(
      'anthropic',
      plain({ type: 'error', usage: { input_tokens: 1 } }, 529),
    );
    expect((await send(`${overloaded.url}/v1/messages`, { body: '{}' })).status).toBe(529);
    const free = await openMeter('anthropic', plain({ input_tokens: 5 }), () => ({
      kind: 'no',
      reason: 'spent',
    }));
    expect((await send(`${free.url}/v1/messages/count_tokens`, { body: '{}' })).status).toBe(200);
    expect((await send(`${free.url}/v1/models`, { method: 'GET' })).status).toBe(200);
    expect([...overloaded.usage, ...free.usage]).toEqual([]);
  });
});

describe('what passes', () => {
  test('[M1] is the request with its path, query, headers and body, without those of the connection', async () => {
    let seen: { url?: string; headers: IncomingMessage['headersDistinct']; body: string } | undefined;
    const { url } = await openMeter('openai', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      request.once('end', () => {
        seen = { url: request.url ?? '', headers: request.headersDistinct, body };
        response.writeHead(200, { 'x-request-id': 'r1', 'set-cookie': ['a=1', 'b=2'] }).end('{}');
      });
    });
    const body = 'ä'.repeat(200_000);
    await send(`${url}/responses?a=1&b=%2F`, {
      body,
      headers: {
        authorization: 'Bearer the-vendor-key',
        'x-one': '1',
        connection: 'x-two',
        'x-two': '2',
        te: 'trailers',
      },
    });
    expect(seen?.url).toBe('/base/responses?a=1&b=%2F');
    expect(seen?.body).toBe(body);
    expect(seen?.headers).toMatchObject({ authorization: ['Bearer the-vendor-key'], 'x-one': ['1'] });
    expect(seen?.headers['x-two']).toBeUndefined();
    expect(seen?.headers.te).toBeUndefined();
    expect(seen?.headers.host).not.toEqual([new URL(url).host]);
  });

  test('[M1] never goes anywhere but below the base', async () => {
    let calls = 0;
    const { url } = await openMeter('openai', (_, response) => {
      calls += 1;
      response.end('{}');
    });
    for (const path of ['/../secret', '/%2e%2e/secret', '@evil.example/', '.evil.example/'])
      expect(await send(`${url.replace(/\/meter\/.*/, '')}/meter/openai${path}`, {})).toMatchObject({
        status: 404,
      });
    expect(calls).toBe(0);
  });

  test('[M5] says in the shape of the vendor when the vendor cannot be reached', async () => {
    const { url, usage } = await openMeter('anthropic', (request) => request.socket.destroy());
    const { status, text } = await send(`${url}/v1/messages`, { body: '{}' });
    expect(status).toBe(502);
    expect(JSON.parse(text)).toMatchObject({
      type: 'error',
      error: { message: expect.stringContaining('no answer') },
    });
    expect(usage).toEqual([]);
  });

  test('[M5] an agent that goes away ends the call at the vendor', async () => {
    let ended!: () => void;
    const wasEnded = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const { url, usage } = await openMeter('anthropic', (request, response) => {
      request.resume();
      response.once('close', ended);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(anthropicStream.slice(0, anthropicStream.indexOf('event: x', 20)));
    });
    const abort = new AbortController();
    const answer = await fetch(`${url}/v1/messages`, { method: 'POST', body: '{}', signal: abort.signal });
    await answer.body?.getReader().read();
    abort.abort();
    await wasEnded;
    expect(usage).toMatchObject([{ quality: 'unknown', input: 12 }]);
  });

  test('[M1] a slow reader slows the vendor down: the meter holds no more than a buffer', async () => {
    let sent = 0;
    const piece = Buffer.alloc(64 * 1024, 'x');
    const { url } = await openMeter('openai', async (request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const closed = once(response, 'close');
      while (sent < 200 && !response.destroyed) {
        sent += 1;
        if (!response.write(piece)) await Promise.race([once(response, 'drain'), closed]);
      }
      response.end();
    });
    const abort = new AbortController();
    const answer = await fetch(`${url}/responses`, { method: 'POST', body: '{}', signal: abort.signal });
    await sleep(300);
    expect(answer.status).toBe(200);
    expect(sent).toBeLessThan(200);
    abort.abort();
  });
});

describe('a budget', () => {
  test.each<[MeterVendor, string, object]>([
    [
      'anthropic',
      '/v1/messages',
      { type: 'error', error: { type: 'invalid_request_error', message: 'spent' } },
    ],
    ['openai', '/responses', { error: { message: 'spent', code: 'budget_exceeded' } }],
    ['google', '/v1beta/models/g:generateContent', { error: { code: 400, message: 'spent' } }],
  ])('[M4] that is used up refuses the next call to %s in its own shape', async (vendor, path, expected) => {
    let calls = 0;
    const { url } = await openMeter(
      vendor,
      (_, response) => {
        calls += 1;
        response.end();
      },
      () => ({ kind: 'no', reason: 'spent' }),
    );
    const { status, text } = await send(`${url}${path}`, { body: '{}' });
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject(expected);
    expect(calls).toBe(0);
  });

  test('[M4] is overrun by one call at most, however many come at the same time', async () => {
    const usage: MeteredUsage[] = [];
    const limit = 150;
    const spent = () => usage.reduce((sum, one) => sum + (one.input ?? 0) + (one.output ?? 0), 0);
    const made = await openMeter(
      'anthropic',
      plain({ type: 'message', usage: { input_tokens: 60, output_tokens: 40 } }),
      () => {
        usage.splice(0, usage.length, ...made.usage);
        return spent() >= limit ? { kind: 'no', reason: 'spent' } : { kind: 'alone' };
      },
    );
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => send(`${made.url}/v1/messages`, { body: '{}' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 400, 400, 400, 400]);
    expect(made.usage).toHaveLength(2);
  });
});
