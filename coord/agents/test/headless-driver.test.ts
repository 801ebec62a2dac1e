import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AgentScript, fakeHeadlessAgentEntry, writeAgentScript } from '@musterhq/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awaitTurn, type DriverEvent, type TurnOutcome } from '../src/index.ts';
import { bundleProgram, makeOrder, makeTurnFixture, start, type TurnFixture } from './turn-fixture.ts';

let fixture: TurnFixture;
let agent: string;
let turns = 0;
beforeAll(() => {
  fixture = makeTurnFixture();
  agent = bundleProgram({
    entry: fakeHeadlessAgentEntry,
    folder: fixture.folder,
    name: 'fake-headless-agent',
  });
  writeFileSync(join(fixture.outside, 'brief.md'), 'The gate failed.\n');
  writeFileSync(join(fixture.outside, 'whole.md'), 'Write the page. The gate failed.\n');
});
afterAll(() => fixture.remove());

type Steps = AgentScript['turns'][number]['steps'];
type Ran = { outcome: TurnOutcome; events: DriverEvent[] };

const newHome = (): string => mkdtempSync(join(fixture.folder, 'home-'));

/** One turn of a fake agent that takes the command line of the profile. */
async function turn(
  profile: 'claude' | 'codex',
  steps: Steps,
  {
    home = newHome(),
    conversation,
    options = {},
  }: { home?: string; conversation?: string; options?: object } = {},
): Promise<Ran> {
  turns += 1;
  mkdirSync(home, { recursive: true });
  const script = writeAgentScript(join(home, 'script.json'), { turns: [{ steps }] });
  const order = makeOrder(fixture, {
    id: `h${turns}`,
    driver: 'headless',
    wholeBrief: join(fixture.outside, 'whole.md'),
    ...(conversation === undefined ? {} : { conversation }),
    options: {
      profile,
      command: process.execPath,
      args: [agent],
      home,
      env: { FAKE_HEADLESS_SCRIPT: script },
      ...options,
    },
  });
  const events: DriverEvent[] = [];
  await start(fixture, order);
  const outcome = await awaitTurn({
    stateDir: fixture.stateDir,
    turn: order.id,
    onEvent: (event) => events.push(event),
  });
  return { outcome, events };
}

const only = <Kind extends DriverEvent['kind']>(events: readonly DriverEvent[], kind: Kind) =>
  events.filter((event): event is Extract<DriverEvent, { kind: Kind }> => event.kind === kind);

const good: Steps = [
  { do: 'think', text: 'first the page' },
  { do: 'write', path: 'page.md', text: '# Page\n', asks: 'never' },
  { do: 'shell', command: 'echo built; exit 2', asks: 'never' },
  { do: 'spend', input: 100, output: 20, cacheRead: 50, cacheWrite: 5 },
  { do: 'say', text: 'The page is written.' },
];

describe.each(['claude', 'codex'] as const)('the headless driver with %s', (profile) => {
  it('[H6] tells what the agent says and does, one event each', async () => {
    const { outcome, events } = await turn(profile, good);
    expect(outcome).toMatchObject({ kind: 'finished', summary: 'The page is written.' });
    const told = events.filter(({ kind }) => !['output', 'step_started', 'step_finished'].includes(kind));
    expect(told.slice(0, 2)).toMatchObject([
      { kind: 'conversation', isResumed: false },
      { kind: 'thought', text: 'first the page\n' },
    ]);
    const path = join(fixture.worktree, 'page.md');
    expect(only(events, 'tool_call')).toMatchObject([
      { tool: 'edit', state: 'running', paths: [path] },
      { tool: 'edit', state: 'done', paths: [path] },
      { tool: 'execute', state: 'running', command: 'echo built; exit 2' },
      { tool: 'execute', state: 'failed', output: expect.stringContaining('built') },
    ]);
    expect(told.at(-1)).toMatchObject({ kind: 'usage' });
    expect(readFileSync(path, 'utf8')).toBe('# Page\n');
    rmSync(path);
  });

  it('[H4] goes on with a conversation, and begins anew with the whole brief when the agent forgot it', async () => {
    const home = newHome();
    const first = await turn(profile, good, { home });
    const id = only(first.events, 'conversation')[0]?.id ?? '';
    const second = await turn(profile, [{ do: 'need', pattern: '^The gate failed' }], {
      home,
      conversation: id,
    });
    expect(second.outcome).toMatchObject({ kind: 'finished' });
    expect(only(second.events, 'conversation')).toMatchObject([{ id, isResumed: true }]);
    const third = await turn(profile, [{ do: 'need', pattern: 'Write the page' }], {
      home,
      conversation: 'gone',
    });
    expect(third.outcome).toMatchObject({ kind: 'finished' });
    expect(only(third.events, 'conversation')).toMatchObject([{ isResumed: false }]);
    expect(only(third.events, 'note')[0]?.text).toContain('does not know the conversation gone');
  });

  it('[H8] classes what the agent could not work for', async () => {
    const refusal = (code: number, message: string): Steps => [{ do: 'error', code, message }];
    const auth = await turn(profile, refusal(401, 'Invalid API key'));
    expect(auth.outcome).toMatchObject({ kind: 'failed', reason: 'agent_error', error: { class: 'auth' } });
    expect(only(auth.events, 'agent_error')).toHaveLength(1);
    const limit = await turn(profile, refusal(429, 'Rate limit reached. Please try again in 20s.'));
    expect(limit.outcome).toMatchObject({ error: { class: 'rate_limit', retryAfterMs: 20_000 } });
    const quota = await turn(profile, refusal(429, 'Your credit balance is too low'));
    expect(quota.outcome).toMatchObject({ error: { class: 'quota' } });
    const broken = await turn(profile, refusal(503, 'upstream connect error'));
    expect(broken.outcome).toMatchObject({ error: { class: 'transport' } });
  });

  it('[H7] calls an agent that leaves without a last word crashed, and its cost unknown', async () => {
    const { outcome, events } = await turn(profile, [
      { do: 'say', text: 'so far' },
      { do: 'die', signal: 'SIGKILL' },
    ]);
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { class: 'crashed' },
      tail: expect.stringContaining('SIGKILL'),
    });
    expect(only(events, 'usage')).toMatchObject([{ usage: { quality: 'unknown' } }]);
  });

  it('[H6] passes over lines that are no protocol', async () => {
    const { outcome, events } = await turn(profile, [
      { do: 'garbage', text: 'warning: something\n{"type":"new_in_the_next_version","x":1}\n{half\n' },
      { do: 'say', text: 'all the same' },
    ]);
    expect(outcome).toMatchObject({ kind: 'finished' });
    expect(only(events, 'message').map(({ text }) => text)).toEqual(['all the same\n']);
  });

  it('[H1] says which command is missing', async () => {
    const { outcome } = await turn(profile, [], { options: { command: 'no-such-agent' } });
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: 'missing_command',
      tail: expect.stringContaining('no-such-agent'),
    });
  });
});

describe('the headless driver', () => {
  it('[H7] takes the numbers of Claude Code for the turn and those of Codex for the conversation', async () => {
    const usageAfterTwo = async (profile: 'claude' | 'codex') => {
      const home = newHome();
      const first = await turn(profile, good, { home });
      const conversation = only(first.events, 'conversation')[0]?.id ?? '';
      const second = await turn(profile, good, { home, conversation });
      return only(second.events, 'usage').map(({ usage }) => usage);
    };
    expect(await usageAfterTwo('claude')).toMatchObject([
      {
        vendor: 'anthropic',
        scope: 'turn',
        kind: 'delta',
        input: 100,
        output: 20,
        cacheRead: 50,
        cacheWrite: 5,
      },
    ]);
    expect(await usageAfterTwo('codex')).toMatchObject([
      {
        vendor: 'openai',
        scope: 'conversation',
        kind: 'total',
        input: 200,
        output: 40,
        cacheRead: 100,
        cacheWrite: 10,
      },
    ]);
  });

  it('[H2] ends an agent that never says a word', async () => {
    // `node -e` with a timer is such a program: it does not even read its prompt.
    const silent = { args: ['-e', 'setTimeout(() => {}, 60_000)', '--'], startTimeoutMs: 300 };
    const { outcome } = await turn('claude', [], { options: silent });
    expect(outcome).toMatchObject({ kind: 'failed', error: { class: 'transport' } });
  });

  it('[H3] writes the configuration of each into its own home', async () => {
    const home = newHome();
    const endpoint = { url: 'http://127.0.0.1:9', keyVariable: 'MODEL_KEY' };
    const mcpServers = [
      { name: 'board', url: 'http://127.0.0.1:9/mcp', headers: { Authorization: 'Bearer t' } },
    ];
    await turn('codex', [], { home, options: { endpoint, mcpServers, model: 'm' } });
    const config = readFileSync(join(home, '.codex/config.toml'), 'utf8');
    expect(config).toContain('base_url = "http://127.0.0.1:9/v1"');
    expect(config).toContain('[mcp_servers."board"]\nurl = "http://127.0.0.1:9/mcp"');
    await turn('claude', [], { home, options: { mcpServers } });
    const servers = JSON.parse(readFileSync(join(home, '.muster/mcp.json'), 'utf8')).mcpServers;
    expect(Object.keys(servers)).toEqual(['muster', 'board']);
    expect(servers.board).toEqual({ type: 'http', ...mcpServers[0], name: undefined });
    const { hooks } = JSON.parse(readFileSync(join(home, '.muster/settings.json'), 'utf8'));
    expect(hooks.PreToolUse[0].hooks[0]).toMatchObject({ type: 'http', onFailure: 'block' });
  });
});
