import { describe, expect, test } from 'vitest';
import type { AnswerTool } from '../src/index.ts';
import { connect, openDesk, send } from './open-desk.ts';

const asked: { tool: string; input: unknown }[] = [];
const answer: AnswerTool = async (tool, input) => {
  asked.push({ tool, input });
  if (tool === 'get_brief') return { kind: 'answered', result: { text: '# b1s2: write it' } };
  if (tool === 'ask_master') return { kind: 'waiting', message: 'the coordinator is away' };
  if (tool === 'report_progress') return { kind: 'answered', result: { stored: 'turn:t1:ask:1' } };
  return { kind: 'answered', result: { unexpected: true } };
};

describe('who may come in', () => {
  test('[D1] nobody without the token, whatever they ask for', async () => {
    const desk = await openDesk();
    for (const path of ['/mcp', '/hook', '/nowhere', '/t//mcp', '/t/wrong/mcp', `/t/${desk.token}x/mcp`])
      expect(await send(`${desk.url}${path}`, {})).toMatchObject({ status: 401 });
    const headers = { authorization: 'Bearer wrong' };
    expect(await send(desk.mcpUrl, { headers })).toMatchObject({ status: 401 });
  });

  test('[D2] no other name for loopback, and no page of another origin, with the token too', async () => {
    const desk = await openDesk();
    const authorization = `Bearer ${desk.token}`;
    const port = new URL(desk.url).port;
    const host = `evil.example:${port}`;
    expect(await send(desk.mcpUrl, { headers: { authorization, host } })).toMatchObject({ status: 403 });
    const origin = 'https://evil.example';
    expect(await send(desk.mcpUrl, { headers: { authorization, origin } })).toMatchObject({ status: 403 });
    const local = { authorization, host: `localhost:${port}`, origin: `http://localhost:${port}` };
    expect(await send(desk.mcpUrl, { headers: local })).not.toMatchObject({ status: 403 });
  });

  test('[D3] the token lets in from the path as well, and to what the desk has alone', async () => {
    const desk = await openDesk();
    expect(await send(`${desk.url}/t/${desk.token}/mcp`, { method: 'GET' })).toMatchObject({ status: 405 });
    expect(await send(`${desk.url}/t/${desk.token}/hook`, {})).toMatchObject({ status: 404 });
    expect(await send(`${desk.meterUrl('anthropic')}/v1/messages`, {})).toMatchObject({ status: 404 });
  });

  test('[D1] each desk has a token of its own', async () => {
    const [one, other] = [await openDesk(), await openDesk()];
    await expect(connect(one, other.token)).rejects.toThrow();
  });

  test('[D3] a body that is too long is not read', async () => {
    const desk = await openDesk();
    const headers = { authorization: `Bearer ${desk.token}` };
    expect(await send(desk.mcpUrl, { headers, body: 'x'.repeat(300_000) })).toMatchObject({ status: 413 });
  });
});

describe('tools over MCP', () => {
  test('[D4] are listed with schemas that name no session and no task of the one who asks', async () => {
    const client = await connect(await openDesk({ answer }));
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain('request_grant');
    for (const { inputSchema } of tools) {
      expect(inputSchema.additionalProperties).toBe(false);
      expect(Object.keys(inputSchema.properties ?? {})).not.toContain('session');
    }
    // Every request to the model has them: about 2,000 tokens as they stand.
    expect(JSON.stringify(tools).length).toBeLessThan(9_500);
  });

  test('[D4] a call that names another session is refused before anybody is asked', async () => {
    const client = await connect(await openDesk({ answer }));
    asked.length = 0;
    const result = await client.callTool({
      name: 'report_progress',
      arguments: { state: 'done', done: 'all of it', session: 3 },
    });
    expect(result.isError).toBe(true);
    expect(asked).toEqual([]);
  });

  test('[D5] answer with words, or with what was stored as fields', async () => {
    const client = await connect(await openDesk({ answer }));
    const brief = await client.callTool({ name: 'get_brief', arguments: {} });
    expect(brief.content).toEqual([{ type: 'text', text: '# b1s2: write it' }]);
    const report = await client.callTool({
      name: 'report_progress',
      arguments: { state: 'on_track', done: 'the first half' },
    });
    expect(report.structuredContent).toEqual({ stored: 'turn:t1:ask:1' });
  });

  test('[D5] say that the coordinator is away, and refuse a result of the wrong shape', async () => {
    const client = await connect(await openDesk({ answer }));
    const waiting = await client.callTool({ name: 'ask_master', arguments: { question: 'which' } });
    expect(waiting).toMatchObject({
      isError: true,
      content: [{ type: 'text', text: 'the coordinator is away' }],
    });
    const wrong = await client.callTool({ name: 'raise_blocker', arguments: { what: 'a', needs: 'b' } });
    expect(wrong.isError).toBe(true);
    expect(wrong.structuredContent).toBeUndefined();
  });

  test('many calls at once each get their own answer', async () => {
    const client = await connect(
      await openDesk({
        answer: async (_, input) => ({
          kind: 'answered',
          result: { text: JSON.stringify(input) },
        }),
      }),
    );
    const answers = await Promise.all(
      [...'abcdefgh'].map((task) => client.callTool({ name: 'read_plan', arguments: { task } })),
    );
    expect(answers.map(({ content }) => (content as { text: string }[])[0]?.text)).toEqual(
      [...'abcdefgh'].map((task) => JSON.stringify({ task })),
    );
  });
});
