import { expect, it } from 'vitest';
import type { WriteJudge } from '../policy/make-write-judge.ts';
import { answerPermission, chooseOption, type PermissionRules } from './answer-permission.ts';
import { tellCall } from './told-call.ts';

const rules: PermissionRules = { shell: 'refuse', fetch: 'refuse', servers: ['muster'] };
const judge: WriteJudge = ({ path }) =>
  path.startsWith('mine/')
    ? { kind: 'allowed', phrase: 'mine' }
    : { kind: 'denied', path, ownerName: 'Session 3', phrase: 'theirs', remedy: 'Ask.' };
type Update = Parameters<typeof tellCall>[1];
const answer = (update: Partial<Update>, over: Partial<PermissionRules> = {}) => {
  const call = tellCall(undefined, { toolCallId: 'c', title: 'A tool', ...update } as Update);
  return answerPermission({ call, rules: { ...rules, ...over }, judge, now: 0 }).decision;
};

it.each<[string, Partial<Update>, 'allowed' | 'denied']>([
  ['a location', { kind: 'edit', locations: [{ path: 'mine/a' }] }, 'allowed'],
  ['a field of the input', { kind: 'edit', rawInput: { file_path: 'theirs/a' } }, 'denied'],
  ['a diff', { kind: 'edit', content: [{ type: 'diff', path: 'theirs/a', newText: '' }] }, 'denied'],
  ['changes by path', { kind: 'edit', rawInput: { changes: { 'mine/a': {}, 'theirs/a': {} } } }, 'denied'],
  ['a list of edits', { kind: 'edit', rawInput: { edits: [{ path: 'mine/a' }] } }, 'allowed'],
  [
    'one owned and one foreign path',
    { kind: 'edit', locations: [{ path: 'mine/a' }, { path: 'x' }] },
    'denied',
  ],
  ['no path', { kind: 'edit', rawInput: { content: 'text' } }, 'denied'],
  ['half a move', { kind: 'move', locations: [{ path: 'mine/a' }] }, 'denied'],
  ['a whole move', { kind: 'move', rawInput: { source: 'mine/a', destination: 'mine/b' } }, 'allowed'],
  ['the parent folder alone', { kind: 'other', rawInput: { parentDir: '/elsewhere' } }, 'denied'],
  ['nothing at all', {}, 'denied'],
  ['reading', { kind: 'read', rawInput: { file_path: 'theirs/a' } }, 'allowed'],
  ['another mode', { kind: 'switch_mode' }, 'denied'],
])('[C5] answers a request that shows %s', (_, update, expected) => {
  expect(answer(update)).toBe(expected);
});

it('[C6] answers commands and fetches by their named rule, whatever paths they show', () => {
  const command: Partial<Update> = { kind: 'execute', rawInput: { command: 'ls', path: 'mine/a' } };
  expect(answer(command)).toBe('denied');
  expect(answer(command, { shell: 'allow' })).toBe('allowed');
  expect(answer({ kind: 'edit', rawInput: { command: ['sh', '-c', 'ls'], path: 'mine/a' } })).toBe('denied');
  expect(answer({ kind: 'fetch' })).toBe('denied');
  expect(answer({ kind: 'fetch' }, { fetch: 'allow' })).toBe('allowed');
});

it("[C6] allows the turn's own MCP servers by the agent's name for the call, never by what the model wrote into it", () => {
  expect(answer({ name: 'mcp__muster__request_grant', rawInput: { path: 'theirs/a' } })).toBe('allowed');
  expect(
    answer({
      title: 'mcp.muster.read_plan',
      kind: 'execute',
      rawInput: { server: 'muster', tool: 'read_plan' },
    }),
  ).toBe('allowed');
  expect(answer({ name: 'mcp__other__delete_all' })).toBe('denied');
  expect(answer({ name: 'Write', title: 'mcp__muster__x', kind: 'edit', rawInput: { file_path: 'x' } })).toBe(
    'denied',
  );
  expect(answer({ kind: 'edit', rawInput: { file_path: 'x', server: 'muster', tool: 'y' } })).toBe('denied');
  expect(answer({ title: 'mcp__muster__x', kind: 'execute', rawInput: { command: 'mcp__muster__x' } })).toBe(
    'denied',
  );
});

it("[C6] knows Gemini's call of an MCP server by its title and its id together", () => {
  const asked = (toolCallId: string, title: string) =>
    answerPermission({
      call: tellCall(undefined, { toolCallId, title, kind: 'other' }),
      rules,
      judge,
      now: 0,
    }).decision;
  const id = 'mcp_muster_get_brief__mcp_muster_get_brief_1795401269487_0';
  expect(asked(id, 'get_brief (muster MCP Server)')).toBe('allowed');
  expect(asked(id, 'get_brief (other MCP Server)')).toBe('denied');
  expect(asked('mcp_other_x__mcp_other_x_1_0', 'x (other MCP Server)')).toBe('denied');
  expect(asked('run_shell_command__run_shell_command_1_0', 'get_brief (muster MCP Server)')).toBe('denied');
});

it('[C5] puts a call together from all that was told of it', () => {
  const told = tellCall(undefined, {
    toolCallId: 'c',
    title: 'Edit',
    kind: 'edit',
    locations: [{ path: 'theirs/a' }],
  });
  const asked = tellCall(told, { toolCallId: 'c', status: 'pending' });
  expect(answerPermission({ call: asked, rules, judge, now: 0 })).toEqual({
    decision: 'denied',
    reason: 'theirs/a is not yours to write: theirs. Ask.',
  });
});

it('[C5] chooses the option for this once, and the no that lets the turn go on', () => {
  const option = (
    optionId: string,
    kind: 'allow_once' | 'allow_always' | 'reject_once' | 'reject_always',
  ) => ({
    optionId,
    kind,
    name: optionId,
  });
  const all = [
    option('always', 'allow_always'),
    option('once', 'allow_once'),
    option('cancel', 'reject_once'),
  ];
  expect(chooseOption(all, 'allowed', [])).toBe('once');
  expect(chooseOption([option('always', 'allow_always')], 'allowed', [])).toBeUndefined();
  expect(chooseOption([...all, option('decline', 'reject_once')], 'denied', ['decline', 'cancel'])).toBe(
    'decline',
  );
  expect(chooseOption(all, 'denied', ['decline'])).toBe('cancel');
  expect(chooseOption([option('never', 'reject_always')], 'denied', [])).toBe('never');
  expect(chooseOption([option('once', 'allow_once')], 'denied', [])).toBeUndefined();
});
