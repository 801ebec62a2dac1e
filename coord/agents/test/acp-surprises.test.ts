import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AgentScript, type PermissionShape, vendorHabits } from '@musterhq/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcpPlace, makeAcpPlace } from './acp-turn.ts';
import { isRunning, until } from './turn-fixture.ts';

type Steps = AgentScript['turns'][number]['steps'];
const vendors: readonly PermissionShape[] = ['claude', 'codex', 'opencode', 'gemini'];

let place: AcpPlace;
beforeAll(() => {
  place = makeAcpPlace();
});
afterAll(() => place.remove());

const like = (vendor: PermissionShape, steps: Steps, over: Partial<AgentScript> = {}): AgentScript => ({
  ...vendorHabits[vendor],
  turns: [{ steps }],
  ...over,
});
const plain = (steps: Steps, over: Partial<AgentScript> = {}): AgentScript => ({
  turns: [{ steps }],
  ...over,
});
const inTree = (path: string) => join(place.worktree, path);

describe('what real agents do over one protocol', () => {
  it('[C3] puts an agent whose own mode asks nobody into one that asks, after new and after resume', async () => {
    const script = like('claude', [{ do: 'write', path: 'theirs/a', text: 'x' }]);
    const first = await place.takeTurn({ script, options: { profile: 'claude' } });
    expect(first.told().modes).toEqual(['default']);
    expect(first.of('permission')).toMatchObject([{ decision: 'denied', by: 'policy' }]);
    const { id } = first.of('conversation')[0]!;
    const second = await place.takeTurn({
      script,
      options: { profile: 'claude' },
      order: { conversation: id },
    });
    expect(second.of('conversation')).toMatchObject([{ id, isResumed: true }]);
    expect(second.told().modes).toEqual(['default']);
    expect(second.of('permission')).toMatchObject([{ decision: 'denied' }]);
    expect(existsSync(inTree('theirs/a'))).toBe(false);
  });

  it.each(['is_ignored', 'is_refused'] as const)(
    '[C3] begins nothing when the mode %s',
    async (setting) => {
      const modes = { ...vendorHabits.claude.modes!, setting };
      const script = like('claude', [{ do: 'write', path: 'mine/begun', text: 'x' }], { modes });
      const { outcome, told } = await place.takeTurn({ script, options: { profile: 'claude' } });
      expect(outcome).toMatchObject({ kind: 'failed', reason: 'agent_error', step: 'connect' });
      expect(told().prompt).toBeUndefined();
    },
    15_000,
  );

  it('[C3] begins nothing when the agent has no such mode, and says which it has', async () => {
    const { outcome } = await place.takeTurn({ script: plain([]), options: { mode: 'careful' } });
    expect(outcome).toMatchObject({ kind: 'failed', error: { class: 'refused' } });
    expect(JSON.stringify(outcome)).toContain('default, auto');
  });

  it('[C3] puts a mode back that the agent takes by itself', async () => {
    const script = plain([
      { do: 'take_mode', mode: 'auto' },
      { do: 'sleep', ms: 300 },
      { do: 'write', path: 'theirs/b', text: '' },
    ]);
    const { told, of } = await place.takeTurn({ script, options: { mode: 'default' } });
    expect(of('note')[0]?.text).toContain("took the mode 'auto' by itself");
    expect(told().modes).toEqual(['default']);
    expect(of('permission')).toMatchObject([{ decision: 'denied' }]);
  });

  it('[C8] takes no good end for one: an error that is dressed up as text, and nothing paid', async () => {
    const script = like('codex', [{ do: 'say', text: 'unexpected status 400 Bad Request: model' }], {
      usage: { style: 'none' },
    });
    const { outcome, of } = await place.takeTurn({ script, options: { profile: 'codex' } });
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'agent_error', error: { class: 'model' } });
    expect(of('agent_error')).toHaveLength(1);
    expect(of('usage')).toMatchObject([{ usage: { quality: 'unknown', vendor: 'openai' } }]);
  });

  it('[C8] takes no cancelled turn for one that was stopped', async () => {
    const script = plain([{ do: 'end', stopReason: 'cancelled' }]);
    const { outcome } = await place.takeTurn({ script });
    expect(outcome).toMatchObject({ kind: 'failed', error: { class: 'refused' } });
  });

  it.each([
    ['max_tokens', { kind: 'finished', summary: expect.stringContaining('limit') }],
    ['max_turn_requests', { kind: 'finished', summary: expect.stringContaining('limit') }],
    ['refusal', { kind: 'failed', error: { class: 'refused' } }],
  ] as const)('[C8] tells a turn that ended with %s from others', async (stopReason, expected) => {
    const { outcome } = await place.takeTurn({ script: plain([{ do: 'end', stopReason }]) });
    expect(outcome).toMatchObject(expected);
  });

  it.each(vendors)(
    '[C5] answers the requests of one like %s: own paths, foreign ones, outside',
    async (vendor) => {
      const own = `mine/${vendor}`;
      const script = like(vendor, [{ do: 'write', path: own, text: 'x', asks: 'always' }]);
      const allowed = await place.takeTurn({ script, options: { profile: vendor } });
      // opencode names the folder alone: one whose owner is the session's own.
      expect(allowed.of('permission')).toMatchObject([{ decision: 'allowed' }]);
      expect(existsSync(inTree(own))).toBe(true);
      for (const path of [`theirs/${vendor}`, join(place.outside, vendor), 'mine/../theirs/x']) {
        const foreign = like(vendor, [{ do: 'write', path, text: 'x', asks: 'always' }]);
        const denied = await place.takeTurn({ script: foreign, options: { profile: vendor } });
        expect(denied.of('permission')).toMatchObject([{ decision: 'denied' }]);
        expect(existsSync(join(place.worktree, path))).toBe(false);
      }
    },
  );

  it.each([
    ['claude', ''],
    ['gemini', ''],
    ['codex', 'ended when it was denied'],
    ['opencode', 'denied something and said no more'],
  ] as const)('[C5] knows what a no does to a turn of one like %s', async (vendor, cut) => {
    const steps: Steps = [
      { do: 'write', path: 'theirs/n', text: 'x', asks: 'always' },
      { do: 'say', text: 'I went on' },
    ];
    const { outcome } = await place.takeTurn({ script: like(vendor, steps), options: { profile: vendor } });
    expect(outcome).toMatchObject({
      kind: 'finished',
      summary: expect.stringContaining(cut === '' ? 'I went on' : cut),
    });
  });

  it('[C6] answers commands by a rule of their own', async () => {
    const script = plain([{ do: 'shell', command: 'echo x > by-shell' }]);
    const refused = await place.takeTurn({ script });
    expect(refused.of('permission')).toMatchObject([{ decision: 'denied', title: 'echo x > by-shell' }]);
    expect(existsSync(inTree('by-shell'))).toBe(false);
    const allowed = await place.takeTurn({ script, options: { shell: 'allow' } });
    expect(allowed.of('permission')).toMatchObject([{ decision: 'allowed' }]);
    expect(existsSync(inTree('by-shell'))).toBe(true);
  });

  it('[C2] refuses to put Codex where its sandbox does not hold, unless a fence does', async () => {
    const order = { worktree: '/tmp/anywhere' };
    const { outcome, journal } = await place.takeTurn({
      script: plain([]),
      options: { profile: 'codex' },
      order,
    });
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: 'invalid_order',
      tail: expect.stringContaining('/tmp'),
    });
    expect(journal).toEqual([]);
  });

  it.each([
    [
      'claude',
      [
        { scope: 'turn', input: 30, output: 8, cacheRead: 7 },
        { costUsd: 0.5, costScope: 'conversation' },
      ],
    ],
    ['codex', [{ scope: 'turn', input: 30, output: 8, cacheRead: 7 }]],
    [
      'opencode',
      [
        { scope: 'request', input: 20, output: 5 },
        { costUsd: 0.5, costScope: 'conversation' },
      ],
    ],
    ['gemini', [{ scope: 'turn', input: 30, output: 8 }]],
  ] as const)(
    '[C7] keeps the raw numbers of one like %s with what they are about',
    async (vendor, expected) => {
      const steps: Steps = [
        { do: 'spend', input: 10, output: 3, cacheRead: 7 },
        { do: 'spend', input: 20, output: 5, costUsd: 0.5 },
      ];
      const { of } = await place.takeTurn({ script: like(vendor, steps), options: { profile: vendor } });
      expect(of('usage').map(({ usage }) => usage)).toMatchObject(
        expected.map((usage) => ({ quality: 'reported', ...usage })),
      );
    },
  );

  it('[C7] records what an agent says of its tokens as its word, and silence as unknown', async () => {
    const lie = plain([{ do: 'spend', input: 900 }], { usage: { lie: { input: 1, output: 0 } } });
    expect((await place.takeTurn({ script: lie })).of('usage')).toMatchObject([
      { usage: { quality: 'reported', input: 1 } },
    ]);
    const silence = plain([{ do: 'spend', input: 900 }], { usage: { style: 'none' } });
    const [unknown] = (await place.takeTurn({ script: silence })).of('usage');
    expect(unknown?.usage).toEqual({ vendor: 'unknown', scope: 'turn', kind: 'delta', quality: 'unknown' });
  });

  it('[C8] takes a warning in the text of a message for what it is', async () => {
    const script = plain([
      { do: 'say', text: 'Warning: 401 in the sandbox configuration. ' },
      { do: 'write', path: 'mine/warned', text: 'x' },
    ]);
    expect((await place.takeTurn({ script })).outcome.kind).toBe('finished');
  });

  it('[C4] begins anew with the whole brief when the conversation is not known any more', async () => {
    const wholeBrief = join(place.outside, 'whole.md');
    writeFileSync(wholeBrief, 'The whole task');
    const order = { conversation: 'of-another-life', wholeBrief };
    for (const script of [plain([]), like('gemini', []), plain([], { load: 'is_missing' })]) {
      const { outcome, of, told } = await place.takeTurn({ script, order });
      expect(outcome.kind).toBe('finished');
      expect(of('conversation')).toMatchObject([{ isResumed: false }]);
      expect(of('note')[0]?.text).toContain('of-another-life cannot be gone on with');
      expect(told().prompt).toBe('The whole task');
    }
  });

  it('[C4] goes on with a conversation after its agent was killed, with the brief of the turn alone', async () => {
    const killed = await place.takeTurn({ script: plain([{ do: 'die', code: 0, signal: 'SIGKILL' }]) });
    expect(killed.outcome).toMatchObject({
      kind: 'failed',
      reason: 'agent_error',
      error: { class: 'crashed', message: expect.stringContaining('SIGKILL') },
    });
    expect(killed.of('usage')).toMatchObject([{ usage: { quality: 'unknown' } }]);
    const { id: conversation } = killed.of('conversation')[0]!;
    const next = await place.takeTurn({
      script: plain([{ do: 'say', text: 'again' }]),
      order: { conversation, wholeBrief: '/nowhere' },
    });
    expect(next.outcome).toMatchObject({ kind: 'finished', summary: 'again' });
    expect(next.of('conversation')).toMatchObject([{ id: conversation, isResumed: true }]);
    expect(next.told().prompt).toBe('The brief of the turn\n');
  });
});

describe('agents that misbehave', () => {
  it('[C2] gives up one that never can be prompted', async () => {
    const script = plain([], { startDelayMs: 60_000 });
    const { outcome } = await place.takeTurn({ script, options: { startTimeoutMs: 500 } });
    expect(outcome).toMatchObject({ kind: 'failed', step: 'connect', error: { class: 'transport' } });
  });

  it('[C2] waits for one that is slow', async () => {
    const { outcome } = await place.takeTurn({ script: plain([], { startDelayMs: 700 }) });
    expect(outcome.kind).toBe('finished');
  });

  it('[C1] names an agent that is not there, and starts nothing', async () => {
    const { outcome, events } = await place.takeTurn({
      script: plain([]),
      options: { command: 'no-such-agent' },
    });
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'missing_command' });
    expect(events).toEqual([]);
  });

  it('[C10] asks a turn that is stopped to cancel, and it does', async () => {
    const begun = join(place.outside, 'begun-1');
    const script = plain([{ do: 'append', path: begun, text: '', asks: 'never' }, { do: 'hang' }]);
    const { outcome, journal, of } = await place.takeTurn({
      script,
      abortWhen: () => until('the agent works', () => existsSync(begun)),
    });
    expect(outcome).toEqual({ kind: 'stopped' });
    expect(journal.map(({ kind }) => kind)).toContain('session/cancel');
    expect(of('usage')).toHaveLength(1);
  });

  it('[C10] ends one that ignores that, is deaf to SIGTERM and stays when its stdin closes, with all that it started', async () => {
    const pidFile = join(place.outside, 'child.pid');
    const script = plain([{ do: 'spawn_child', pidFile }, { do: 'hang' }], {
      onCancel: 'is_ignored',
      isDeafToSigterm: true,
      outlivesStdin: true,
    });
    const { outcome } = await place.takeTurn({
      script,
      abortWhen: () =>
        until('the child is there', () => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== ''),
    });
    expect(outcome).toEqual({ kind: 'stopped' });
    expect(isRunning(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  }, 15_000);

  it('[C10] answers what is asked after the end of the turn as cancelled', async () => {
    const begun = join(place.outside, 'begun-2');
    const script = plain(
      [
        { do: 'append', path: begun, text: '', asks: 'never' },
        { do: 'sleep', ms: 300 },
        { do: 'write', path: 'mine/late', text: 'x', asks: 'always' },
      ],
      { onCancel: 'is_ignored' },
    );
    const { outcome, of, journal } = await place.takeTurn({
      script,
      abortWhen: () => until('the agent works', () => existsSync(begun)),
    });
    expect(outcome).toEqual({ kind: 'stopped' });
    expect(of('permission')).toMatchObject([{ decision: 'denied', reason: 'the turn is over' }]);
    expect(journal.filter(({ kind }) => kind === 'permission')).toMatchObject([
      { facts: { outcome: 'cancelled' } },
    ]);
    expect(existsSync(inTree('mine/late'))).toBe(false);
  });

  it('[C8] gives up one that closes its stdout and lives on', async () => {
    const { outcome } = await place.takeTurn({
      script: plain([{ do: 'hang_up' }, { do: 'hang' }], { outlivesStdin: true }),
    });
    expect(outcome).toMatchObject({ kind: 'failed', step: 'prompt', error: { class: 'transport' } });
  }, 15_000);

  it('[C8] overhears what is no protocol', async () => {
    const script = plain([
      { do: 'garbage', text: 'npm WARN deprecated\n{"half": \n' },
      { do: 'say', text: 'done' },
    ]);
    expect((await place.takeTurn({ script })).outcome).toMatchObject({ kind: 'finished', summary: 'done' });
  });

  it.each([
    [-32_000, 'Authentication required', undefined, 'auth'],
    [-32_603, 'Internal error', { details: '429 Too Many Requests, try again in 7s' }, 'rate_limit'],
    [-32_603, 'Internal error', { errorKind: 'billing_error' }, 'quota'],
  ] as const)('[C9] classes the error %s %s', async (code, message, data, expected) => {
    const { outcome } = await place.takeTurn({ script: plain([{ do: 'error', code, message, data }]) });
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: 'agent_error',
      step: 'prompt',
      error: { class: expected },
    });
    if (expected === 'rate_limit') expect(outcome).toMatchObject({ error: { retryAfterMs: 7_000 } });
  });

  it('[C5] tells of an agent that works in another folder than it was told', async () => {
    const script = plain([{ do: 'write', path: 'mine/astray', text: 'x', asks: 'never' }], {
      directory: place.outside,
    });
    const { of } = await place.takeTurn({ script });
    expect(of('note')[0]?.text).toContain(`wrote ${join(place.outside, 'mine/astray')}`);
  });

  it('[C7] tells of everything in the order it was said, long texts in few events', async () => {
    const script = plain([
      { do: 'think', text: 'hm' },
      { do: 'plan', entries: [{ text: 'write', state: 'in_progress' }] },
      { do: 'say', text: 'word '.repeat(4_000), chunks: 4_000 },
      { do: 'write', path: 'mine/told', text: 'new' },
    ]);
    const { events, of } = await place.takeTurn({ script });
    const kinds = events.map(({ kind }) => kind).filter((kind) => kind !== 'output');
    expect(kinds.filter((kind, index) => kind !== kinds[index - 1])).toEqual([
      'step_started',
      'conversation',
      'step_finished',
      'step_started',
      'thought',
      'plan',
      'message',
      'tool_call',
      'permission',
      'tool_call',
      'diff',
      'step_finished',
      'usage',
    ]);
    expect(of('message').length).toBeLessThan(10);
    expect(
      of('message')
        .map(({ text }) => text)
        .join(''),
    ).toBe('word '.repeat(4_000));
    expect(of('diff')).toMatchObject([{ path: inTree('mine/told'), after: 'new', isCut: false }]);
    expect(of('tool_call').map(({ state }) => state)).toEqual(['pending', 'running', 'done']);
  });
});
