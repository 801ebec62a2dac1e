import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModelStep, makeScriptedModel, promptScript, type ScriptedModel } from '@musterhq/sandbox';
import { makeTemporaryFolder, type TemporaryFolder } from '@musterhq/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type HookDecision,
  hookProbe,
  hookSettings,
  type MeteredUsage,
  readHookSupport,
} from '../src/index.ts';
import { openDesk } from './open-desk.ts';
import { realProgram } from './real-program.ts';

const { path: claude, why } = realProgram('claude');

let folder: TemporaryFolder;
let model: ScriptedModel;
let worktree: string;
beforeEach(async () => {
  folder = makeTemporaryFolder('desk-claude');
  worktree = join(folder.path, 'tree');
  for (const path of ['tree/mine', 'tree/theirs', 'home'])
    mkdirSync(join(folder.path, path), { recursive: true });
  model = await makeScriptedModel();
});
afterEach(async () => {
  await model.close();
  folder.remove();
});

type Desk = Awaited<ReturnType<typeof openDesk>>;
const asked: { tool: string; input: unknown }[] = [];
const decisions: HookDecision[] = [];
const usage: MeteredUsage[] = [];

async function open(): Promise<Desk> {
  for (const list of [asked, decisions, usage]) list.length = 0;
  return openDesk({
    answer: async (tool, input) => {
      asked.push({ tool, input });
      return { kind: 'answered', result: { stored: 'turn:t1:ask:1' } };
    },
    hook: {
      judge: ({ path }) =>
        path.startsWith(join(worktree, 'mine'))
          ? { kind: 'allowed' }
          : { kind: 'denied', words: `${path} belongs to Session 3; ask with request_grant` },
      judgeCommand: () => ({ kind: 'denied', words: 'no shell here' }),
      onDecision: (decision) => decisions.push(decision),
    },
    meter: {
      upstreams: { anthropic: model.url },
      mayGoOn: () => ({ kind: 'yes' }),
      onUsage: (one) => usage.push(one),
    },
  });
}

/** One turn of the real program with its hooks, its tools and its model at the desk; answers what it printed. */
function run(
  desk: Desk,
  {
    steps,
    settings = hookSettings(desk),
    base = desk.meterUrl('anthropic'),
  }: { steps: ModelStep[]; settings?: string; base?: string },
): Promise<string> {
  const home = join(folder.path, 'home');
  writeFileSync(join(home, 'settings.json'), settings);
  const server = { type: 'http', url: desk.mcpUrl, headers: { Authorization: `Bearer ${desk.token}` } };
  writeFileSync(join(home, 'mcp.json'), JSON.stringify({ mcpServers: { muster: server } }));
  const args = ['-p', promptScript(steps), '--output-format', 'stream-json', '--verbose'];
  args.push('--settings', join(home, 'settings.json'), '--permission-mode', 'acceptEdits');
  args.push('--mcp-config', join(home, 'mcp.json'), '--strict-mcp-config');
  return start(args, base);
}

function start(args: string[], base: string, input = ''): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    HOME: join(folder.path, 'home'),
    ANTHROPIC_BASE_URL: base,
    ANTHROPIC_API_KEY: 'dummy-key',
    ENABLE_TOOL_SEARCH: 'false',
    CLAUDE_CODE_MAX_RETRIES: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '1',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  };
  return new Promise((resolve) => {
    const options = { cwd: worktree, env, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(claude, args, options, (_, stdout, stderr) => resolve(stdout + stderr));
    child.stdin?.end(input);
  });
}

const write = (path: string): ModelStep => ({ do: 'write', path: join(worktree, path), text: 'written\n' });
const done: ModelStep = { do: 'text', text: 'done' };

describe.skipIf(why !== '')(`the real Claude Code at the desk${why}`, () => {
  test('writes what is its own, is refused what is not, and its calls are counted', async () => {
    const desk = await open();
    const report: ModelStep = {
      ...{ do: 'mcp', server: 'muster', tool: 'report_progress' },
      arguments: { state: 'on_track', done: 'half' },
    };
    const shell: ModelStep = { do: 'shell', command: `echo x > ${join(worktree, 'theirs/b')}` };
    const printed = await run(desk, { steps: [write('mine/a'), write('theirs/a'), shell, report, done] });
    expect(readFileSync(join(worktree, 'mine/a'), 'utf8'), printed).toBe('written\n');
    expect(existsSync(join(worktree, 'theirs/a'))).toBe(false);
    expect(existsSync(join(worktree, 'theirs/b'))).toBe(false);
    expect(printed).toContain('belongs to Session 3; ask with request_grant');
    expect(decisions.map(({ title, decision }) => [title, decision])).toEqual([
      ['Write', 'allowed'],
      ['Write', 'denied'],
      ['Bash', 'denied'],
      ['mcp__muster__report_progress', 'allowed'],
    ]);
    expect(asked).toEqual([{ tool: 'report_progress', input: { state: 'on_track', done: 'half' } }]);
    expect(usage).toHaveLength(model.requests.length);
    expect(new Set(usage.map(({ quality }) => quality))).toEqual(new Set(['metered']));
  });

  test('[D9] is refused its own paths too when the desk is gone; without onFailure it writes', async () => {
    const desk = await open();
    await desk.close();
    const closed = hookSettings(desk);
    await run(desk, { steps: [write('mine/a'), done], settings: closed, base: model.url });
    expect(existsSync(join(worktree, 'mine/a'))).toBe(false);
    const opened = closed.replace(/,\s*"onFailure": "block"/, '');
    expect(opened).not.toContain('onFailure');
    const printed = await run(desk, { steps: [write('mine/a'), done], settings: opened, base: model.url });
    expect(existsSync(join(worktree, 'mine/a')), printed).toBe(true);
  });

  test('[D9] cannot turn the hook off from the worktree', async () => {
    const desk = await open();
    mkdirSync(join(worktree, '.claude'));
    const own = JSON.stringify({ disableAllHooks: true, hooks: {} });
    writeFileSync(join(worktree, '.claude/settings.json'), own);
    writeFileSync(join(worktree, '.claude/settings.local.json'), own);
    await run(desk, { steps: [write('theirs/a'), done] });
    expect(existsSync(join(worktree, 'theirs/a'))).toBe(false);
    expect(decisions).toMatchObject([{ decision: 'denied' }]);
  });

  test('[D9] says itself that its hooks can fail closed', async () => {
    const printed = await start(hookProbe.args, model.url, hookProbe.input);
    expect(readHookSupport(printed)).toMatchObject({ failsWhen: 'closed' });
    expect(readHookSupport(printed.slice(-4_000))).toMatchObject({ failsWhen: 'closed' });
    expect(model.requests).toEqual([]);
  });
});
