import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import {
  type ClientContext,
  client,
  ndJsonStream,
  type RequestPermissionRequest,
  type SessionUpdate,
} from '@agentclientprotocol/sdk';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgentScript, fakeAcpAgentEntry, vendorHabits, writeAgentScript } from '../src/index.ts';

let folder: string;
let program: string;
let scripts = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-fake-acp-'));
  program = join(folder, 'fake-acp-agent.mjs');
  const require =
    "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  buildSync({
    entryPoints: [fakeAcpAgentEntry],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: require },
    logLevel: 'warning',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

type Client = {
  agent: ClientContext;
  updates: SessionUpdate[];
  asked: RequestPermissionRequest[];
  /** What the client had heard when it was asked, for each request. */
  heardBefore: number[];
  process: ChildProcess;
};

/** Starts the agent of a script, talks to it, and ends it. */
async function withAgent<T>(
  script: AgentScript,
  talk: (client: Client) => Promise<T>,
  answer: 'allow' | 'reject' = 'allow',
): Promise<T> {
  scripts += 1;
  const file = writeAgentScript(join(folder, `script-${scripts}.json`), script);
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH ?? '', HOME: folder, FAKE_ACP_SCRIPT: file },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const updates: SessionUpdate[] = [];
  const asked: RequestPermissionRequest[] = [];
  const heardBefore: number[] = [];
  const app = client({ name: 'test' })
    .onNotification('session/update', ({ params }) => {
      updates.push(params.update);
    })
    .onRequest('session/request_permission', ({ params }) => {
      asked.push(params);
      heardBefore.push(updates.filter(({ sessionUpdate }) => sessionUpdate === 'tool_call').length);
      const chosen = params.options.find(({ kind }) => kind.startsWith(answer))!;
      return { outcome: { outcome: 'selected', optionId: chosen.optionId } };
    });
  const stream = ndJsonStream(
    Writable.toWeb(child.stdin),
    Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>,
  );
  const connection = app.connect(stream);
  try {
    await connection.agent.request('initialize', { protocolVersion: 1, clientCapabilities: {} });
    return await talk({ agent: connection.agent, updates, asked, heardBefore, process: child });
  } finally {
    connection.close();
    child.kill('SIGKILL');
  }
}

const begin = async (agent: ClientContext, cwd = folder) =>
  agent.request('session/new', { cwd, mcpServers: [] });
const say = (agent: ClientContext, sessionId: string, text = 'go') =>
  agent.request('session/prompt', { sessionId, prompt: [{ type: 'text', text }] });
const kinds = (updates: readonly SessionUpdate[]) => updates.map(({ sessionUpdate }) => sessionUpdate);

describe('the fake ACP agent', () => {
  it('does a plain good turn', async () => {
    const cwd = mkdtempSync(join(folder, 'tree-'));
    const script: AgentScript = {
      turns: [
        {
          steps: [
            { do: 'think', text: 'hm' },
            { do: 'plan', entries: [{ text: 'write', state: 'in_progress' }] },
            { do: 'write', path: 'a/out.txt', text: 'out\n' },
            { do: 'shell', command: 'echo from the shell > b.txt; cat b.txt' },
            { do: 'spend', input: 10, output: 3, cacheRead: 7 },
            { do: 'spend', input: 20, output: 5 },
            { do: 'say', text: 'done', chunks: 2 },
          ],
        },
      ],
    };
    await withAgent(script, async ({ agent, updates, asked }) => {
      const { sessionId } = await begin(agent, cwd);
      expect(await say(agent, sessionId)).toMatchObject({
        stopReason: 'end_turn',
        usage: { inputTokens: 30, outputTokens: 8, cachedReadTokens: 7 },
      });
      expect(asked).toHaveLength(2);
      expect(kinds(updates)).toEqual([
        'agent_thought_chunk',
        'plan',
        ...['tool_call', 'tool_call_update', 'tool_call_update'],
        ...['tool_call', 'tool_call_update', 'tool_call_update'],
        ...['agent_message_chunk', 'agent_message_chunk'],
      ]);
    });
    expect(readFileSync(join(cwd, 'a/out.txt'), 'utf8')).toBe('out\n');
    expect(readFileSync(join(cwd, 'b.txt'), 'utf8')).toBe('from the shell\n');
  });

  it.each([
    { vendor: 'claude', stop: 'end_turn', toldBefore: 1, goesOn: true },
    { vendor: 'codex', stop: 'cancelled', toldBefore: 1, goesOn: false },
    { vendor: 'opencode', stop: 'end_turn', toldBefore: 1, goesOn: false },
    { vendor: 'gemini', stop: 'end_turn', toldBefore: 0, goesOn: true },
  ] as const)('asks and takes a reject as $vendor does', async ({ vendor, stop, toldBefore, goesOn }) => {
    const cwd = mkdtempSync(join(folder, 'tree-'));
    const script: AgentScript = {
      ...vendorHabits[vendor],
      turns: [
        {
          steps: [
            { do: 'write', path: 'no.txt', text: 'no', asks: 'always' },
            { do: 'say', text: 'went on' },
          ],
        },
      ],
    };
    await withAgent(
      script,
      async ({ agent, updates, asked, heardBefore }) => {
        const { sessionId } = await begin(agent, cwd);
        expect((await say(agent, sessionId)).stopReason).toBe(stop);
        expect(asked).toHaveLength(1);
        expect(heardBefore).toEqual([toldBefore]);
        expect(kinds(updates).includes('agent_message_chunk')).toBe(goesOn);
      },
      'reject',
    );
    expect(existsSync(join(cwd, 'no.txt'))).toBe(false);
  });

  it('begins in a mode that asks nobody, and forgets the mode at load', async () => {
    const cwd = mkdtempSync(join(folder, 'tree-'));
    const script: AgentScript = {
      ...vendorHabits.claude,
      turns: [{ steps: [{ do: 'write', path: 'x', text: 'x' }] }],
    };
    const id = await withAgent(script, async ({ agent, asked }) => {
      const { sessionId, modes } = await begin(agent, cwd);
      expect(modes?.currentModeId).toBe('auto');
      await say(agent, sessionId);
      expect(asked).toHaveLength(0);
      await agent.request('session/set_mode', { sessionId, modeId: 'default' });
      await say(agent, sessionId);
      expect(asked).toHaveLength(1);
      return sessionId;
    });
    await withAgent(script, async ({ agent, updates }) => {
      const loaded = await agent.request('session/load', { sessionId: id, cwd, mcpServers: [] });
      expect(loaded.modes?.currentModeId).toBe('auto');
      expect(kinds(updates)).toEqual(['user_message_chunk', 'user_message_chunk']);
      await expect(
        agent.request('session/load', { sessionId: 'nobody', cwd, mcpServers: [] }),
      ).rejects.toMatchObject({ code: -32002 });
    });
  });

  it('takes its next turn after a load, and tells usage of the scope it has', async () => {
    const spend = { do: 'spend', input: 100, output: 10 } as const;
    const script = (style: 'turn' | 'conversation' | 'last_request' | 'quota'): AgentScript => ({
      usage: { style },
      turns: [{ steps: [spend, spend] }, { steps: [spend, { do: 'say', text: 'second' }] }],
    });
    const id = await withAgent(script('turn'), async ({ agent }) => {
      const { sessionId } = await begin(agent);
      expect(await say(agent, sessionId)).toMatchObject({ usage: { inputTokens: 200 } });
      return sessionId;
    });
    await withAgent(script('conversation'), async ({ agent, updates }) => {
      await agent.request('session/resume', { sessionId: id, cwd: folder, mcpServers: [] });
      expect(await say(agent, id)).toMatchObject({ usage: { inputTokens: 300, outputTokens: 30 } });
      expect(kinds(updates)).toEqual(['agent_message_chunk']);
    });
    await withAgent(script('last_request'), async ({ agent }) => {
      const { sessionId } = await begin(agent);
      expect(await say(agent, sessionId)).toMatchObject({ usage: { inputTokens: 100 } });
    });
    await withAgent(script('quota'), async ({ agent }) => {
      const { sessionId } = await begin(agent);
      const answer = await say(agent, sessionId);
      expect(answer).toMatchObject({ _meta: { quota: { token_count: { input_tokens: 200 } } } });
      expect(answer).not.toHaveProperty('usage');
    });
  });

  it('is cancelled in the middle of a command, or does not care', async () => {
    const steps = [{ do: 'shell', command: 'sleep 30', asks: 'never' } as const];
    await withAgent({ turns: [{ steps }] }, async ({ agent, updates }) => {
      const { sessionId } = await begin(agent);
      const turn = say(agent, sessionId);
      while (!kinds(updates).includes('tool_call_update')) await new Promise((next) => setTimeout(next, 10));
      await agent.notify('session/cancel', { sessionId });
      expect((await turn).stopReason).toBe('cancelled');
    });
    const deaf: AgentScript = {
      onCancel: 'is_ignored',
      turns: [
        {
          steps: [
            { do: 'sleep', ms: 300 },
            { do: 'say', text: 'all the same' },
          ],
        },
      ],
    };
    await withAgent(deaf, async ({ agent, updates }) => {
      const { sessionId } = await begin(agent);
      const turn = say(agent, sessionId);
      await agent.notify('session/cancel', { sessionId });
      expect((await turn).stopReason).toBe('end_turn');
      expect(kinds(updates)).toEqual(['agent_message_chunk']);
    });
  });

  it('dies in the middle, hangs up, and answers errors', async () => {
    const after = { do: 'say', text: 'so far' } as const;
    await withAgent({ turns: [{ steps: [after, { do: 'die', code: 3 }] }] }, async ({ agent, process }) => {
      const { sessionId } = await begin(agent);
      const exit = new Promise((resolve) => process.once('exit', resolve));
      await expect(say(agent, sessionId)).rejects.toThrow();
      expect(await exit).toBe(3);
    });
    await withAgent({ turns: [{ steps: [{ do: 'hang_up' }, { do: 'hang' }] }] }, async ({ agent }) => {
      const { sessionId } = await begin(agent);
      await expect(say(agent, sessionId)).rejects.toThrow();
    });
    const garbage: AgentScript = { turns: [{ steps: [{ do: 'garbage', text: 'no json\n' }, after] }] };
    await withAgent(garbage, async ({ agent, updates }) => {
      const { sessionId } = await begin(agent);
      expect((await say(agent, sessionId)).stopReason).toBe('end_turn');
      expect(kinds(updates)).toEqual(['agent_message_chunk']);
    });
    const refused: AgentScript = {
      turns: [{ steps: [{ do: 'error', code: -32000, message: 'Authentication required' }] }],
    };
    await withAgent(refused, async ({ agent }) => {
      const { sessionId } = await begin(agent);
      await expect(say(agent, sessionId)).rejects.toMatchObject({ code: -32000 });
    });
  });

  it('chooses its turn by the prompt, and fails without what it needs', async () => {
    const script: AgentScript = {
      turns: [
        { when: 'gate failed', steps: [{ do: 'say', text: 'mended' }] },
        { steps: [{ do: 'need', pattern: 'Owned paths' }] },
      ],
    };
    await withAgent(script, async ({ agent, updates }) => {
      const { sessionId } = await begin(agent);
      await expect(say(agent, sessionId, 'nothing here')).rejects.toMatchObject({ code: -32603 });
      await say(agent, sessionId, 'Owned paths: docs/');
      await say(agent, sessionId, 'the gate failed');
      expect(updates).toMatchObject([{ content: { text: 'mended' } }]);
    });
  });
});
