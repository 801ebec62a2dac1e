import { linkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from '@musterhq/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { type Desk, type HookDecision, hookSettings, readHookSupport } from '../src/index.ts';
import { openDesk, send } from './open-desk.ts';

const folder = makeTemporaryFolder('hook');
afterAll(() => folder.remove());

const decisions: HookDecision[] = [];
const openHook = () =>
  openDesk({
    hook: {
      judge: ({ path, directory }) => {
        if (path === 'breaks') throw new Error('no policy');
        return join(directory, path).startsWith(join(folder.path, 'mine'))
          ? { kind: 'allowed' }
          : { kind: 'denied', words: `${path} belongs to Session 3. request_grant with path "${path}"` };
      },
      judgeCommand: ({ command }) => {
        if (command.startsWith('npm ')) return { kind: 'allowed' };
        return command.startsWith('rm ')
          ? { kind: 'denied', words: 'nothing is removed here' }
          : { kind: 'undecided' };
      },
      otherTools: ['mcp__docs__*'],
      onDecision: (decision) => decisions.push(decision),
    },
  });

type Output = { hookSpecificOutput?: { permissionDecision: string; permissionDecisionReason: string } };

async function ask(desk: Desk, body: unknown): Promise<string> {
  const { status, text } = await send(desk.hookUrl, {
    headers: { authorization: `Bearer ${desk.token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  expect(status).toBe(200);
  const output = (JSON.parse(text) as Output).hookSpecificOutput;
  return output === undefined ? 'left' : `${output.permissionDecision}: ${output.permissionDecisionReason}`;
}

const call = (tool: string, input: unknown, cwd = folder.path) => ({
  session_id: 's',
  hook_event_name: 'PreToolUse',
  cwd,
  permission_mode: 'acceptEdits',
  tool_name: tool,
  tool_input: input,
  tool_use_id: 'toolu_1',
});

describe('the write hook', () => {
  test.each([
    ['Write', { file_path: 'theirs/a.ts', content: '' }],
    ['Edit', { file_path: 'theirs/a.ts', old_string: 'a', new_string: 'b' }],
    ['MultiEdit', { file_path: 'theirs/a.ts', edits: [] }],
    ['NotebookEdit', { notebook_path: 'theirs/a.ipynb' }],
  ])('[D6] has %s judged, and denies with the owner and the call to make', async (tool, input) => {
    decisions.length = 0;
    expect(await ask(await openHook(), call(tool, input))).toMatch(
      /^deny: theirs\/a\..* belongs to Session 3\. request_grant/,
    );
    expect(decisions).toMatchObject([{ call: 'toolu_1', title: tool, decision: 'denied' }]);
  });

  test('[D6] allows what the judge allows, from the directory that the agent is in', async () => {
    const desk = await openHook();
    const input = { file_path: 'a.ts', content: '' };
    expect(await ask(desk, call('Write', input, join(folder.path, 'mine')))).toMatch(/^allow: /);
    expect(await ask(desk, call('Write', input, join(folder.path, 'theirs')))).toMatch(/^deny: /);
  });

  test('[D6] denies a file that has another name', async () => {
    const [mine, other] = [join(folder.path, 'mine-linked'), join(folder.path, 'other')];
    writeFileSync(other, '');
    linkSync(other, mine);
    expect(await ask(await openHook(), call('Write', { file_path: 'mine-linked' }))).toMatch(
      /^deny: .*hard link/,
    );
  });

  test.each([
    ['no file', call('Write', {})],
    ['a file of another kind', call('Write', { file_path: ['a'] })],
    ['no command', call('Bash', {})],
    ['an unknown tool', call('Teleport', { file_path: 'mine/a' })],
    ['a tool of an unknown server', call('mcp__files__write', { path: 'mine/a' })],
    ['another event', { ...call('Read', {}), hook_event_name: 'PostToolUse' }],
    ['no directory', { ...call('Write', { file_path: 'mine/a' }), cwd: undefined }],
    ['no JSON', '{"hook_event_name"'],
    ['nothing', ''],
    ['a judge that fails', call('Write', { file_path: 'breaks' })],
  ])('[D7] denies %s', async (_, body) => {
    expect(await ask(await openHook(), body)).toMatch(/^deny: /);
  });

  test('[D8] judges commands by the rule, and leaves to the agent what the rule leaves', async () => {
    const desk = await openHook();
    expect(await ask(desk, call('Bash', { command: 'npm test' }))).toMatch(/^allow: /);
    expect(await ask(desk, call('Bash', { command: 'rm -rf .' }))).toBe('deny: nothing is removed here');
    expect(await ask(desk, call('Bash', { command: 'ls' }))).toBe('left');
  });

  test("[D8] leaves reading to the agent, and allows the desk's own tools", async () => {
    const desk = await openHook();
    for (const tool of ['Read', 'Grep', 'Task', 'mcp__docs__search'])
      expect(await ask(desk, call(tool, {}))).toBe('left');
    expect(await ask(desk, call('mcp__muster__report_progress', {}))).toMatch(/^allow: /);
  });
});

describe('settings and support', () => {
  test('[D9] the settings ask the desk for every tool and block without an answer', async () => {
    const desk = await openHook();
    expect(JSON.parse(hookSettings(desk))).toMatchObject({
      disableAllHooks: false,
      hooks: {
        PreToolUse: [
          {
            hooks: [
              {
                type: 'http',
                url: desk.hookUrl,
                headers: { Authorization: `Bearer ${desk.token}` },
                onFailure: 'block',
              },
            ],
          },
        ],
      },
    });
  });

  test('[D9] only the word of the program itself counts as closed', () => {
    const reply = (words: string) => `…"claude_code_version":"2.1.330",${words}"fast_mode_state":"off"}}}`;
    expect(readHookSupport(reply('"hook_on_failure_supported":true,'))).toEqual({
      failsWhen: 'closed',
      version: '2.1.330',
    });
    expect(readHookSupport(reply('"hook_on_failure_supported":false,')).failsWhen).toBe('open');
    expect(readHookSupport(reply('')).failsWhen).toBe('open');
    expect(readHookSupport('')).toEqual({ failsWhen: 'open', version: undefined });
  });
});
