import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awaitTurn, readTurn, startTurn, stopTurn, type TurnOrder } from '../src/index.ts';
import { pathsInFolder, publishOutcome, takeClaim } from '../src/turn-folder.ts';
import {
  bundleProgram,
  countLines,
  isRunning,
  makeOrder,
  makeTurnFixture,
  path,
  start,
  type TurnFixture,
  until,
} from './turn-fixture.ts';

describe('the life of a turn', () => {
  let fixture: TurnFixture;
  beforeAll(() => {
    fixture = makeTurnFixture();
  });
  afterAll(() => fixture.remove());

  const orderOf = (id: string, script: unknown[], rest: Partial<TurnOrder> = {}) =>
    makeOrder(fixture, { id, driver: 'scripted', options: { script }, ...rest });
  const wait = (turn: string) => awaitTurn({ stateDir: fixture.stateDir, turn });
  const folderOf = (turn: string) => join(fixture.stateDir, 'turns', turn);
  const kindOf = (turn: string) => readTurn({ stateDir: fixture.stateDir, turn }).state.kind;

  it('[T1] keeps the order that was written first', async () => {
    const order = orderOf('first', [{ do: 'write', path: 'first.txt', text: '1' }]);
    await start(fixture, order);
    await wait('first');
    expect(await start(fixture, { ...order, attempt: 7 })).toEqual({ kind: 'ended' });
    expect(readTurn({ stateDir: fixture.stateDir, turn: 'first' }).order.attempt).toBe(1);
  });

  it('[T3] keeps the first outcome and gives it to whoever comes later', async () => {
    const paths = pathsInFolder(folderOf('first'));
    expect(publishOutcome(paths, { kind: 'stopped' })).toMatchObject({ kind: 'finished' });
  });

  it('[T12] tells of a host that could not start, with its last words', async () => {
    const order = orderOf('no-host', [{ do: 'silent', ms: 1 }]);
    const hostScript = join(fixture.folder, 'nowhere.mjs');
    await startTurn({ stateDir: fixture.stateDir, order, node: process.execPath, hostScript });
    expect(await wait('no-host')).toMatchObject({
      kind: 'crashed',
      detail: expect.stringContaining('nowhere.mjs'),
    });
  });

  it('[T10] never runs a turn that was stopped before it was claimed', async () => {
    const order = orderOf('unclaimed', [{ do: 'append', path: join(fixture.outside, 'unclaimed') }]);
    const hostScript = join(fixture.folder, 'slow-host.mjs');
    writeFileSync(
      hostScript,
      `await new Promise((go) => setTimeout(go, 300)); await import('${fixture.hostScript}');`,
    );
    await startTurn({ stateDir: fixture.stateDir, order, node: process.execPath, hostScript });
    expect(kindOf('unclaimed')).toBe('waiting');
    stopTurn({ stateDir: fixture.stateDir, turn: 'unclaimed' });
    expect(await wait('unclaimed')).toEqual({ kind: 'stopped' });
    const host = JSON.parse(readFileSync(join(folderOf('unclaimed'), 'host.json'), 'utf8'));
    await until('the host has gone', () => !isRunning(host.pid));
    expect(() => readFileSync(join(fixture.outside, 'unclaimed'))).toThrow(/ENOENT/);
  });

  it('[T11] says what happened when the host ends without a word', async () => {
    await start(fixture, orderOf('gone', [{ do: 'exit_host', code: 3 }]));
    expect(await wait('gone')).toMatchObject({
      kind: 'crashed',
      detail: expect.stringContaining('wrote no outcome'),
    });
  });

  it('[T14] reports a driver that throws', async () => {
    await start(fixture, orderOf('thrown', [{ do: 'crash' }]));
    expect(await wait('thrown')).toMatchObject({
      kind: 'failed',
      reason: 'driver_error',
      tail: expect.stringContaining('crashed as its script says'),
    });
  });

  it('[T16] passes on what a lying driver claims, for the engine to disbelieve', async () => {
    await start(fixture, orderOf('lie', [{ do: 'lie', artifacts: ['nothing.md'] }]));
    expect(await wait('lie')).toEqual({ kind: 'finished', artifacts: ['nothing.md'] });
  });

  it('[T13] writes an outcome when the system ends the host politely', async () => {
    await start(fixture, orderOf('terminated', [{ do: 'silent', ms: 60_000 }]));
    await until('the turn runs', () => kindOf('terminated') === 'running');
    const { state } = readTurn({ stateDir: fixture.stateDir, turn: 'terminated' });
    await until(
      'the driver works',
      () => readTurn({ stateDir: fixture.stateDir, turn: 'terminated' }).events.length > 0,
    );
    if (state.kind === 'running') process.kill(state.host.pid, 'SIGTERM');
    expect(await wait('terminated')).toEqual({
      kind: 'crashed',
      detail: 'The turn host was ended by SIGTERM',
    });
  });

  it('[T14] leaves a driver behind that does not return when it is told to end', async () => {
    const entry = path('./fixtures/deaf-host.ts');
    const hostScript = bundleProgram({ entry, folder: fixture.folder, name: 'deaf-host' });
    const order = orderOf('deaf', [], { driver: 'deaf', timeoutMs: 100 });
    await startTurn({ stateDir: fixture.stateDir, order, node: process.execPath, hostScript });
    expect(await wait('deaf')).toMatchObject({ kind: 'timed_out', limitMs: 100 });
  });

  it('[T14] takes nothing for an outcome that is none', async () => {
    const hostScript = join(fixture.folder, 'deaf-host.mjs');
    const order = orderOf('babble', [], { driver: 'babbling' });
    await startTurn({ stateDir: fixture.stateDir, order, node: process.execPath, hostScript });
    expect(await wait('babble')).toMatchObject({ kind: 'failed', reason: 'driver_error' });
  });

  it('[T6] ends what a finished turn left running', async () => {
    const pidFile = join(fixture.outside, 'left.pid');
    await start(fixture, orderOf('left', [{ do: 'spawn_child', pidFile }]));
    expect(await wait('left')).toMatchObject({ kind: 'finished' });
    expect(isRunning(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });

  it('[T2] [T3] [T11] has one outcome for ever, whenever its host is killed', async () => {
    const turns = Array.from({ length: 8 }, (_, index) => ({ id: `kill-${index}`, afterMs: index * 18 }));
    for (const { id, afterMs } of turns) {
      const counter = join(fixture.outside, id);
      const order = orderOf(id, [{ do: 'append', path: counter }]);
      await start(fixture, order);
      const host = JSON.parse(readFileSync(join(folderOf(id), 'host.json'), 'utf8'));
      await sleep(afterMs);
      if (isRunning(host.pid)) process.kill(host.pid, 'SIGKILL');
      const outcome = await wait(id);
      expect(['crashed', 'finished']).toContain(outcome.kind);
      expect(await start(fixture, order)).toEqual({ kind: 'ended' });
      expect(await wait(id)).toEqual(outcome);
      expect(countLines(counter)).toBeLessThanOrEqual(1);
      if (outcome.kind === 'finished') expect(countLines(counter)).toBe(1);
    }
  });

  it('[T5] refuses an order that names no driver of the host', async () => {
    await start(fixture, orderOf('stranger', [], { driver: 'clippy' }));
    expect(await wait('stranger')).toMatchObject({
      kind: 'failed',
      reason: 'invalid_order',
      tail: expect.stringContaining('runbook, scripted'),
    });
  });

  it('[T5] starts no host for an order without options, and says what to do', async () => {
    const order = orderOf('empty', [], { options: undefined });
    await expect(start(fixture, order)).rejects.toMatchObject({
      code: 'order_invalid',
      message: expect.stringMatching(/'scripted'.*p1\.d1-2\.s2.*Add one.*muster resume.*muster take 2/),
    });
    expect(existsSync(folderOf('empty'))).toBe(false);
  });

  it('[T5] names the path of what is wrong in an order', async () => {
    await expect(start(fixture, orderOf('late', [], { timeoutMs: -1 }))).rejects.toMatchObject({
      code: 'order_invalid',
      message: expect.stringMatching(/^The order of the turn late is wrong: timeoutMs: /),
    });
  });

  it('[T5] names the task, the path of what is wrong in its options, and the remedy', async () => {
    await start(fixture, orderOf('dance', [{ do: 'dance' }]));
    expect(await wait('dance')).toMatchObject({
      reason: 'invalid_order',
      tail: expect.stringMatching(
        /p1\.d1-2\.s2.*muster resume.*\nscript\.0\.do: expected one of: write, append/,
      ),
    });
  });

  it('[T15] ends the waiting and not the turn when the waiter gives up', async () => {
    await start(fixture, orderOf('patient', [{ do: 'await_file', path: join(fixture.outside, 'patient') }]));
    const signal = AbortSignal.timeout(100);
    await expect(awaitTurn({ stateDir: fixture.stateDir, turn: 'patient', signal })).rejects.toThrow(
      /timeout/i,
    );
    writeFileSync(join(fixture.outside, 'patient'), '');
    expect(await wait('patient')).toMatchObject({ kind: 'finished' });
  });

  it('[T8] delivers only the events that a waiter has not had', async () => {
    const seqs: number[] = [];
    const onEvent = ({ seq }: { seq: number }) => seqs.push(seq);
    await start(fixture, orderOf('again', [{ do: 'ask', text: 'which colour?' }]));
    await wait('again');
    await awaitTurn({ stateDir: fixture.stateDir, turn: 'again', onEvent, afterSeq: 1 });
    expect(seqs).toEqual([2]);
  });

  it('refuses to wait for a turn that does not exist or was never started', async () => {
    await expect(wait('nobody')).rejects.toMatchObject({ code: 'turn_not_found' });
    const paths = pathsInFolder(folderOf('first'));
    expect(takeClaim(paths, { pid: 1, startedAt: 'x' })).toBe(false);
    expect(() => readTurn({ stateDir: fixture.stateDir, turn: 'nobody' })).toThrow(/no turn/);
  });
});
