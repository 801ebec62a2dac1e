import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder, type TemporaryFolder } from '@musterhq/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { publishAsk } from '../src/ask-files.ts';
import { answerAsk, ask, makeToolAnswers, readOpenAsks, watchAsks } from '../src/index.ts';
import { bundleProgram, path, until } from './turn-fixture.ts';

const question = { tool: 'ask_master', input: { question: 'which colour' } };
const yes = { kind: 'answered', result: { stored: 'turn:t1:ask:1' } } as const;

let temporary: TemporaryFolder;
let turn: string;
beforeEach(() => {
  temporary = makeTemporaryFolder('asks');
  turn = temporary.path;
});
afterEach(() => temporary.remove());

describe('asks of a turn', () => {
  test('[Q1] are numbered from 1 and read as they were written', () => {
    const numbers = [1, 2, 3].map(() => publishAsk(turn, { ...question, at: new Date(0) }));
    expect(numbers).toEqual([1, 2, 3]);
    expect(readOpenAsks(turn)).toHaveLength(3);
    expect(readOpenAsks(turn)[0]).toEqual({
      kind: 'ask',
      number: 1,
      ...question,
      at: '1970-01-01T00:00:00.000Z',
    });
  });

  test('[Q1] that come at the same time each get their own answer', async () => {
    const answers = ['a', 'b', 'c'].map((input) => ask(turn, { tool: 'echo', input, limitMs: 30_000 }));
    for (const open of readOpenAsks(turn)) {
      const input = open.kind === 'ask' ? open.input : undefined;
      answerAsk(turn, open.number, { kind: 'answered', result: { input } });
    }
    expect(await Promise.all(answers)).toEqual(
      ['a', 'b', 'c'].map((input) => ({ kind: 'answered', result: { input } })),
    );
  });

  test('[Q2] keep their first answer', () => {
    publishAsk(turn, { ...question, at: new Date() });
    expect(answerAsk(turn, 1, yes)).toBe(true);
    expect(answerAsk(turn, 1, { kind: 'refused', message: 'too late' })).toBe(false);
    expect(readOpenAsks(turn)).toEqual([]);
  });

  test('[Q3] are waited for until the limit, and answered later all the same', async () => {
    expect(await ask(turn, { ...question, limitMs: 20 })).toEqual({ kind: 'waiting', number: 1 });
    expect(readOpenAsks(turn).map(({ number }) => number)).toEqual([1]);
    expect(answerAsk(turn, 1, yes)).toBe(true);
  });

  test('[Q3] are no longer waited for when the turn ends', async () => {
    const abort = new AbortController();
    const asking = ask(turn, { ...question, limitMs: 60_000, signal: abort.signal });
    abort.abort();
    expect(await asking).toEqual({ kind: 'waiting', number: 1 });
  });

  test('[Q4] of a turn that never asked are none', () => {
    expect(readOpenAsks(join(turn, 'nowhere'))).toEqual([]);
  });

  test('[Q4] of a host that was killed while it waited stay open, without the draft of a killed writer', async () => {
    const script = bundleProgram({ entry: path('fixtures/ask-once.ts'), folder: turn, name: 'ask-once' });
    const host = spawn(process.execPath, [script, turn], { stdio: 'ignore' });
    await until('the host has asked', () => readOpenAsks(turn).length === 1);
    host.kill('SIGKILL');
    await new Promise((resolve) => host.once('exit', resolve));
    writeFileSync(join(turn, 'asks', '.draft-of-a-killed-writer'), '{"tool"');
    expect(readOpenAsks(turn)).toMatchObject([{ kind: 'ask', number: 1, tool: 'ask_master' }]);
    expect(publishAsk(turn, { ...question, at: new Date() })).toBe(2);
  });

  test('[Q5] that cannot be read hold back no other', () => {
    publishAsk(turn, { ...question, at: new Date() });
    writeFileSync(join(turn, 'asks', '000002.json'), 'not json');
    publishAsk(turn, { ...question, at: new Date() });
    expect(readOpenAsks(turn).map(({ kind }) => kind)).toEqual(['ask', 'unreadable', 'ask']);
  });

  test('[Q6] are refused after the thousandth, and nothing more is written', async () => {
    publishAsk(turn, { ...question, at: new Date() });
    writeFileSync(join(turn, 'asks', '001000.json'), '{}');
    expect(await ask(turn, { ...question, limitMs: 1 })).toMatchObject({ kind: 'refused' });
    expect(readdirSync(join(turn, 'asks'))).toHaveLength(2);
  });

  test('are told to whoever watches the turn, before the first one too', async () => {
    let calls = 0;
    const watcher = watchAsks({ turnFolder: turn, onAsk: () => (calls += 1), lookEveryMs: 60_000 });
    publishAsk(turn, { ...question, at: new Date() });
    await until('the watcher was told', () => calls > 0);
    watcher.close();
  });

  test('of a tool: the brief is read from the order, all else is asked, and nobody waits for ever', async () => {
    const brief = join(turn, 'brief.md');
    writeFileSync(brief, '# write it');
    const { signal } = new AbortController();
    const answer = makeToolAnswers({ turnFolder: turn, order: { brief }, signal, limitMs: 10 });
    expect(await answer('get_brief', {}, signal)).toEqual({
      kind: 'answered',
      result: { text: '# write it' },
    });
    expect(await answer('ask_master', question.input, signal)).toEqual({
      kind: 'waiting',
      message: expect.stringContaining('kept as ask 1'),
    });
    expect(await answer('read_plan', {}, signal)).toEqual({
      kind: 'waiting',
      message: expect.stringContaining('ask again'),
    });
    expect(readOpenAsks(turn)).toMatchObject([question, { tool: 'read_plan' }]);
  });
});
