import { afterEach, describe, expect, it } from 'vitest';
import { type ModelStep, makeScriptedModel, promptScript, type ScriptedModel } from '../src/index.ts';

let model: ScriptedModel;
afterEach(() => model.close());

const post = (path: string, body: unknown) =>
  fetch(`${model.url}${path}`, { method: 'POST', body: JSON.stringify(body) });

/** The data of every event of a stream. */
async function events(answer: Response): Promise<Record<string, never>[]> {
  const lines = (await answer.text()).split('\n').filter((line) => line.startsWith('data: {'));
  return lines.map((line) => JSON.parse(line.slice('data: '.length)));
}

const usage = { input: 7, output: 5, cacheRead: 3, cacheWrite: 2, reasoning: 1 };
const script: ModelStep[] = [
  { do: 'shell', command: 'date' },
  { do: 'text', text: 'It is late.', chunks: 3, usage },
];
const prompt = `What time is it?\n${promptScript(script)}\nThank you.`;

describe('the scripted model', () => {
  it('plays a script over Anthropic Messages', async () => {
    model = await makeScriptedModel();
    const request = { model: 'm', stream: true, tools: [{ name: 'Bash' }] };
    const user = { role: 'user', content: [{ type: 'text', text: prompt }] };
    const first = await events(await post('/v1/messages?beta=true', { ...request, messages: [user] }));
    expect(first.map((event) => event.type)).toEqual([
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    expect(first[2]).toMatchObject({ delta: { type: 'input_json_delta' } });
    const round = [
      { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'Bash', input: {} }] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'ten' }] },
    ];
    const second = await events(await post('/v1/messages', { ...request, messages: [user, ...round] }));
    expect(second.flatMap((event) => (event.delta as { text?: string } | undefined)?.text ?? [])).toEqual([
      'It i',
      's la',
      'te.',
    ]);
    expect(second.find((event) => event.type === 'message_delta')).toMatchObject({
      delta: { stop_reason: 'end_turn' },
      usage: {
        input_tokens: 7,
        cache_read_input_tokens: 3,
        cache_creation_input_tokens: 2,
        output_tokens: 5,
      },
    });
    const through = { ...request, stream: false, messages: [user, ...round, ...round] };
    expect(await (await post('/v1/messages', through)).json()).toMatchObject({
      content: [{ text: 'Done.' }],
    });
    expect(model.requests.map(({ kind, round, step }) => ({ kind, round, step }))).toEqual([
      { kind: 'turn', round: 0, step: 'shell' },
      { kind: 'turn', round: 1, step: 'text' },
      { kind: 'turn', round: 2, step: undefined },
    ]);
    expect(model.requests[1]?.results).toEqual(['ten']);
  });

  it('looks for a tool that is not offered before it calls it, and counts that as no round', async () => {
    model = await makeScriptedModel();
    const call = { do: 'mcp', server: 'desk', tool: 'brief' } as const;
    const user = { role: 'user', content: promptScript([call, { do: 'text', text: 'read' }]) };
    const ask = async (tools: string[], messages: unknown[]) => {
      const answer = await post('/v1/messages', {
        model: 'm',
        tools: tools.map((name) => ({ name })),
        messages: [user, ...messages],
      });
      return ((await answer.json()) as { content: unknown[] }).content[0];
    };
    const search = { role: 'assistant', content: [{ type: 'tool_use', name: 'ToolSearch' }] };
    expect(await ask(['ToolSearch'], [])).toMatchObject({
      name: 'ToolSearch',
      input: { query: 'select:mcp__desk__brief' },
    });
    expect(await ask(['ToolSearch'], [search])).toMatchObject({ name: 'mcp__desk__brief' });
    expect(await ask(['mcp__desk__brief'], [])).toMatchObject({ name: 'mcp__desk__brief' });
    const used = { role: 'assistant', content: [{ type: 'tool_use', name: 'mcp__desk__brief' }] };
    expect(await ask(['ToolSearch'], [search, used])).toMatchObject({ text: 'read' });
  });

  it('plays a script over OpenAI Responses, with plain tools, namespaces and one that runs code', async () => {
    model = await makeScriptedModel();
    const steps: ModelStep[] = [
      { do: 'write', path: 'a.txt', text: 'a\n' },
      { do: 'mcp', server: 'desk', tool: 'brief' },
      { do: 'text', text: 'ok', usage },
    ];
    const user = {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: promptScript(steps) }],
    };
    const used = { type: 'function_call', name: 'x', arguments: '{}', call_id: 'c' };
    const ask = async (tools: unknown[], ...items: unknown[]) => {
      const stream = await post('/v1/responses', {
        model: 'm',
        stream: true,
        tools,
        input: [user, ...items],
      });
      const all = await events(stream);
      expect(all[0]).toMatchObject({ type: 'response.created' });
      expect(all.at(-1)).toMatchObject({ type: 'response.completed' });
      return all.at(-1)?.response as unknown as { output: unknown[]; usage: unknown };
    };
    const patch = { type: 'custom', name: 'apply_patch' };
    expect((await ask([patch])).output[0]).toMatchObject({
      type: 'custom_tool_call',
      name: 'apply_patch',
      input: '*** Begin Patch\n*** Add File: a.txt\n+a\n*** End Patch\n',
    });
    expect((await ask([{ type: 'function', name: 'exec_command' }])).output[0]).toMatchObject({
      name: 'exec_command',
    });
    const code = {
      type: 'additional_tools',
      tools: [{ type: 'namespace', name: 'functions', tools: [{ name: 'exec' }] }],
    };
    expect((await ask([], code)).output[0]).toMatchObject({
      type: 'custom_tool_call',
      name: 'exec',
      input: expect.stringMatching(/^text\(await tools.apply_patch\(/),
    });
    const search = { type: 'tool_search' };
    expect((await ask([search], used)).output[0]).toMatchObject({
      type: 'tool_search_call',
      execution: 'client',
    });
    const found = {
      type: 'tool_search_output',
      tools: [{ type: 'namespace', name: 'mcp__desk__', tools: [{ name: 'brief' }] }],
    };
    expect((await ask([search], used, { type: 'tool_search_call' }, found)).output[0]).toMatchObject({
      type: 'function_call',
      namespace: 'mcp__desk__',
      name: 'brief',
    });
    expect((await ask([patch], used, used)).usage).toMatchObject({
      input_tokens: 12,
      input_tokens_details: { cached_tokens: 3 },
      output_tokens: 5,
      output_tokens_details: { reasoning_tokens: 1 },
    });
  });

  it('plays a script over Chat Completions and over Gemini', async () => {
    model = await makeScriptedModel();
    const tools = [{ type: 'function', function: { name: 'bash' } }];
    const chat = { model: 'm', stream: true, tools, messages: [{ role: 'user', content: prompt }] };
    const answer = await post('/v1/chat/completions', chat);
    const stream = await answer.text();
    expect(stream).toMatch(/"finish_reason":"tool_calls"[\s\S]*"usage":[\s\S]*data: \[DONE\]\n\n$/);
    const done = { ...chat, messages: [...chat.messages, { role: 'assistant', tool_calls: [{}] }] };
    expect(await (await post('/v1/chat/completions', done)).text()).toMatch(/"content":"It i"/);

    const declared = [{ functionDeclarations: [{ name: 'run_shell_command' }] }];
    const contents = [{ role: 'user', parts: [{ text: prompt }] }];
    const gemini = '/v1beta/models/g-pro:streamGenerateContent?alt=sse';
    const [only] = await events(await post(gemini, { contents, tools: declared }));
    expect(only).toMatchObject({
      candidates: [
        { content: { parts: [{ functionCall: { name: 'run_shell_command' } }] }, finishReason: 'STOP' },
      ],
    });
    const more = [...contents, { role: 'model', parts: [{ functionCall: {} }] }];
    expect((await events(await post(gemini, { contents: more, tools: declared }))).at(-1)).toMatchObject({
      usageMetadata: {
        promptTokenCount: 12,
        cachedContentTokenCount: 3,
        candidatesTokenCount: 4,
        thoughtsTokenCount: 1,
      },
    });
    expect(model.requests.map(({ model: name }) => name)).toEqual(['m', 'm', 'g-pro', 'g-pro']);
  });

  it('takes a call without tools or for JSON of a shape as no turn, and answers it', async () => {
    model = await makeScriptedModel();
    const messages = [{ role: 'user', content: prompt }];
    await post('/v1/messages', { model: 'm', messages });
    const schema = {
      type: 'object',
      properties: { risk_level: { enum: ['high', 'low'] }, why: { type: 'string' }, ok: { type: 'boolean' } },
    };
    const reviewer = await post('/v1/responses', {
      model: 'm',
      tools: [{ type: 'function', name: 'shell' }],
      input: prompt,
      text: { format: { type: 'json_schema', schema } },
    });
    const { output } = (await reviewer.json()) as { output: { content: { text: string }[] }[] };
    expect(JSON.parse(output[0]?.content[0]?.text ?? '')).toMatchObject({ risk_level: 'low', ok: false });
    expect(model.requests.map(({ kind }) => kind)).toEqual(['side', 'side']);
    expect((await post('/v1/messages/count_tokens', { messages })).status).toBe(200);
    expect((await fetch(model.url, { method: 'HEAD' })).status).toBe(404);
  });

  it.each([
    { api: '/v1/messages', header: 'retry-after', said: '2' },
    { api: '/v1/responses', header: 'retry-after-ms', said: '1500' },
    { api: '/v1/chat/completions', header: 'retry-after-ms', said: '1500' },
  ])('refuses as often as the script says, with the retry signal of $api', async ({ api, header, said }) => {
    model = await makeScriptedModel({
      stepsFor: () => [
        { do: 'text', text: 'well', refuse: { times: 2, as: 'rate_limit', retryAfterMs: 1_500 } },
      ],
    });
    const tools = [{ type: 'function', name: 'x', function: { name: 'x' } }];
    const ask = () =>
      post(api, { model: 'm', tools, input: 'hello', messages: [{ role: 'user', content: 'hello' }] });
    const refused = await ask();
    expect({ status: refused.status, said: refused.headers.get(header) }).toEqual({ status: 429, said });
    expect((await ask()).status).toBe(429);
    expect((await ask()).status).toBe(200);
  });

  it('hangs up in the middle, once', async () => {
    model = await makeScriptedModel({ stepsFor: () => [{ do: 'text', text: 'well', hangUp: {} }] });
    const body = {
      model: 'm',
      stream: true,
      tools: [{ name: 'x' }],
      messages: [{ role: 'user', content: 'go' }],
    };
    await expect(post('/v1/messages', body).then((answer) => answer.text())).rejects.toThrow();
    expect(await (await post('/v1/messages', body)).text()).toContain('message_stop');
  });

  it('answers from a function of the last prompt that it knows', async () => {
    model = await makeScriptedModel({
      stepsFor: (text) => (text.includes('task') ? [{ do: 'text', text: `for: ${text}` }] : undefined),
    });
    const messages = ['the first task', 'the second task', '<system-reminder>mind</system-reminder>'].map(
      (content) => ({
        role: 'user',
        content,
      }),
    );
    const answer = await post('/v1/messages', { model: 'm', tools: [{ name: 'x' }], messages });
    expect(await answer.json()).toMatchObject({ content: [{ text: 'for: the second task' }] });
    const other = await post('/v1/messages', {
      model: 'm',
      tools: [{ name: 'x' }],
      messages: messages.slice(2),
    });
    expect(await other.json()).toMatchObject({ content: [{ text: 'Nothing is scripted for this prompt.' }] });
  });
});
