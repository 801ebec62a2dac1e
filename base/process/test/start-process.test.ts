import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  isProcessAlive,
  ProcessError,
  type ProcessIdentity,
  readProcessStart,
  startProcess,
} from '../src/index.ts';

let cwd: string;
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'muster-talk-'));
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const sh = (script: string, options: Partial<Parameters<typeof startProcess>[0]> = {}) =>
  startProcess({
    command: 'sh',
    args: ['-c', script],
    cwd,
    env: { PATH: '/usr/bin:/bin' },
    graceMs: 200,
    ...options,
  });

const echo = 'while read -r line; do echo "heard $line"; done';

test('question and answer go to and fro, and stderr goes elsewhere', async () => {
  let told = '';
  const talk = sh(`echo aside >&2; ${echo}; exit 4`, {
    onStderr: (chunk) => {
      told += chunk;
    },
  });
  const lines = createInterface({ input: talk.stdout })[Symbol.asyncIterator]();
  talk.stdin.write('one\n');
  expect((await lines.next()).value).toBe('heard one');
  talk.stdin.end('two\n');
  expect((await lines.next()).value).toBe('heard two');
  expect((await lines.next()).done).toBe(true);
  expect(await talk.ended).toMatchObject({ exitCode: 4, isCanceled: false, stderr: 'aside\n' });
  expect(told).toBe('aside\n');
});

test('what was said before the end can be read after it', async () => {
  const talk = sh('echo last words');
  await talk.ended;
  let words = '';
  for await (const chunk of talk.stdout) words += chunk;
  expect(words).toBe('last words\n');
});

test('a program that leaves takes what it left behind with it, and writing to it is no error', async () => {
  const talk = sh('setsid sleep 300 & echo $! > left.pid');
  expect(await talk.ended).toMatchObject({ exitCode: 0, isCanceled: false });
  expect(readProcessStart(Number(readFileSync(join(cwd, 'left.pid'), 'utf8')))).toBeUndefined();
  talk.stdin.write('is anybody there?\n'.repeat(10_000));
  await new Promise((resolve) => setTimeout(resolve, 50));
});

test('ending it ends the whole tree', async () => {
  const started: ProcessIdentity[] = [];
  const talk = sh('trap "" TERM; sleep 300 & echo $! > child.pid; echo ready; wait; wait', {
    onStart: (identity) => started.push(identity),
  });
  await new Promise((resolve) => talk.stdout.once('data', resolve));
  expect(started.map(isProcessAlive)).toEqual([true]);
  talk.end();
  expect(await talk.ended).toMatchObject({ isCanceled: true });
  expect(readProcessStart(Number(readFileSync(join(cwd, 'child.pid'), 'utf8')))).toBeUndefined();
});

test('an abort ends it, after the parting time when there is one', async () => {
  const control = new AbortController();
  const atOnce = sh(echo, { signal: control.signal });
  const politely = sh(`read -r word; echo "said $word"; exit 6`, {
    signal: control.signal,
    partingMs: 60_000,
  });
  const deaf = sh('sleep 300', { signal: control.signal, partingMs: 50 });
  control.abort();
  expect(await atOnce.ended).toMatchObject({ isCanceled: true });
  politely.stdin.write('goodbye\n');
  expect(await politely.ended).toMatchObject({ exitCode: 6, isCanceled: false });
  expect(String(politely.stdout.read())).toBe('said goodbye\n');
  expect(await deaf.ended).toMatchObject({ isCanceled: true });
  expect(await sh('touch never', { signal: control.signal }).ended).toMatchObject({ isCanceled: true });
});

test('a missing command is an answer and a missing directory is a refusal', async () => {
  const none = sh('', { command: 'no-such-command-here' });
  none.stdin.write('hello\n');
  expect(await none.ended).toMatchObject({ isNotFound: true, startError: 'ENOENT' });
  let words = '';
  for await (const chunk of none.stdout) words += chunk;
  expect(words).toBe('');
  expect(() => sh('true', { cwd: join(cwd, 'absent') })).toThrow(ProcessError);
});
