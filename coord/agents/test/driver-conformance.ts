import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { type AgentDriver, awaitTurn, type DriverEvent, readTurn, stopTurn, tailLog } from '../src/index.ts';
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

/**
 * What a driver is asked to do, in its own options:
 * `finish`   write `out.txt` in the worktree, append a line to `<outside>/counter`, report the artifact and the message 'Add out'
 * `fail`     print 'about to fail', then fail in a step with exit code 3
 * `hang`     start a process in its own session, its pid in `<outside>/child.pid`, then never end
 * `gated`    print 'early', wait for the file `<outside>/go`, append a line to `<outside>/counter`, finish
 * `flood`    print 20 MB and end with the line 'the end'
 * `invalid`  options with a mistake, which would append a line to `<outside>/counter`
 */
export type ConformanceCase = 'finish' | 'fail' | 'hang' | 'gated' | 'flood' | 'invalid';

/** What a driver can be asked, and what it can say of a turn that went well: `claims` are its artifacts and its message. */
type Skippable = ConformanceCase | 'claims';

/**
 * Runs the law of the seam against a driver that `turn-host-entry` knows. A case is skipped only with a reason, and the table that
 * is printed at the end shows it. `failure` is what the driver makes of a failure.
 */
export function driverConformance({
  driver,
  label = driver.name,
  optionsFor,
  failure = 'nonzero',
  skips = {},
}: {
  driver: AgentDriver;
  label?: string;
  optionsFor: (conformanceCase: ConformanceCase, place: { outside: string }) => unknown;
  failure?: 'nonzero' | 'agent_error';
  skips?: Partial<Record<Skippable, string>>;
}): void {
  let fixture: TurnFixture;
  let coordinator: string;
  let turns = 0;

  beforeAll(() => {
    fixture = makeTurnFixture();
    const entry = path('./fixtures/coordinator.ts');
    coordinator = bundleProgram({ entry, folder: fixture.folder, name: 'coordinator' });
  });
  beforeEach(() => {
    for (const folder of [fixture.outside, fixture.worktree]) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    }
    writeFileSync(outside('brief.md'), 'Do what is yours to do.\n');
  });
  afterAll(() => {
    fixture.remove();
    printTable(label, skips);
  });

  const orderFor = (
    context: TestContext,
    conformanceCase: ConformanceCase,
    limits: { timeoutMs?: number } = {},
  ) => {
    turns += 1;
    const reason = skips[conformanceCase];
    if (reason !== undefined) context.skip(reason);
    const options = optionsFor(conformanceCase, { outside: fixture.outside });
    return makeOrder(fixture, { id: `t${turns}`, driver: driver.name, options, ...limits });
  };
  const wait = (turn: string, onEvent?: (event: DriverEvent) => void) =>
    awaitTurn({ stateDir: fixture.stateDir, turn, ...(onEvent === undefined ? {} : { onEvent }) });
  const outside = (name: string) => join(fixture.outside, name);
  const childPid = async (): Promise<number> => {
    await until('the detached child is there', () => existsSync(outside('child.pid')));
    return Number(readFileSync(outside('child.pid'), 'utf8'));
  };
  const hostPid = async (turn: string): Promise<number> => {
    const look = () => readTurn({ stateDir: fixture.stateDir, turn }).state;
    await until('a host has claimed the turn', () => look().kind === 'running');
    const state = look();
    if (state.kind !== 'running') throw new Error(`expected a running turn, found ${state.kind}`);
    return state.host.pid;
  };

  describe(`the driver ${label}`, () => {
    it('[T8] finishes a turn and reports its artifacts and message', async (context) => {
      const order = orderFor(context, 'finish');
      const events: DriverEvent[] = [];
      await start(fixture, order);
      expect(await wait(order.id, (event) => events.push(event))).toMatchObject({
        kind: 'finished',
        ...(skips.claims === undefined ? { artifacts: ['out.txt'], message: 'Add out' } : {}),
      });
      expect(existsSync(join(fixture.worktree, 'out.txt'))).toBe(true);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
      expect(events[0]?.kind).toBe('step_started');
    });

    it('reports a failure with its step and exit code', async (context) => {
      const order = orderFor(context, 'fail');
      await start(fixture, order);
      expect(await wait(order.id)).toMatchObject({
        kind: 'failed',
        reason: failure,
        step: expect.any(String),
        exitCode: 3,
        tail: expect.stringContaining('about to fail'),
      });
    });

    it('[T9] ends the whole tree when the time is over', async (context) => {
      const order = orderFor(context, 'hang', { timeoutMs: 4_000 });
      await start(fixture, order);
      const pid = await childPid();
      expect(await wait(order.id)).toMatchObject({ kind: 'timed_out', limitMs: 4_000 });
      expect(isRunning(pid)).toBe(false);
    });

    it('[T10] ends the whole tree when it is stopped', async (context) => {
      const order = orderFor(context, 'hang');
      await start(fixture, order);
      const pid = await childPid();
      stopTurn({ stateDir: fixture.stateDir, turn: order.id });
      expect(await wait(order.id)).toEqual({ kind: 'stopped' });
      expect(isRunning(pid)).toBe(false);
    });

    it('[T11] is concluded crashed when its host is killed, and leaves nothing running', async (context) => {
      const order = orderFor(context, 'hang');
      await start(fixture, order);
      const pid = await childPid();
      process.kill(await hostPid(order.id), 'SIGKILL');
      expect(await wait(order.id)).toMatchObject({ kind: 'crashed' });
      expect(isRunning(pid)).toBe(false);
      expect(await wait(order.id)).toMatchObject({ kind: 'crashed' });
    });

    it('[T2] runs once however many hosts are started for it', async (context) => {
      const order = orderFor(context, 'gated');
      await start(fixture, order);
      const folder = join(fixture.stateDir, 'turns', order.id);
      const others = [0, 1, 2].map(() => runToEnd(fixture.hostScript, [folder]));
      // Any of the four may be the one that claims it, and that one ends only with the turn.
      await hostPid(order.id);
      writeFileSync(outside('go'), '');
      expect(await wait(order.id)).toMatchObject({ kind: 'finished' });
      expect((await Promise.all(others)).map(({ code }) => code)).toEqual([0, 0, 0]);
      expect(await start(fixture, order)).toEqual({ kind: 'ended' });
      expect(countLines(outside('counter'))).toBe(1);
    });

    it('[T7] shows its output before it ends', async (context) => {
      const order = orderFor(context, 'gated');
      await start(fixture, order);
      const log = () => tailLog({ stateDir: fixture.stateDir, turn: order.id });
      await until('the log holds the first words', () => log().includes('early'));
      expect(readTurn({ stateDir: fixture.stateDir, turn: order.id }).state.kind).toBe('running');
      writeFileSync(outside('go'), '');
      expect(await wait(order.id)).toMatchObject({ kind: 'finished' });
    });

    it('[T4] goes on when its coordinator is killed, and the next one gets the outcome', async (context) => {
      const order = orderFor(context, 'gated');
      writeFileSync(outside('order.json'), JSON.stringify(order));
      const args = [coordinator, fixture.stateDir, outside('order.json'), fixture.hostScript];
      const first = spawn(process.execPath, args, { stdio: 'inherit' });
      const log = () => tailLog({ stateDir: fixture.stateDir, turn: order.id });
      await until('the turn runs', () => log().includes('early'));
      first.kill('SIGKILL');
      expect(await start(fixture, order)).toEqual({ kind: 'claimed' });
      const adopted = wait(order.id);
      writeFileSync(outside('go'), '');
      expect(await adopted).toMatchObject({ kind: 'finished' });
      expect(countLines(outside('counter'))).toBe(1);
    });

    it('[T5] refuses bad options before any effect', async (context) => {
      const order = orderFor(context, 'invalid');
      expect(driver.checkOptions(order.options)).toContainEqual(
        expect.objectContaining({ severity: 'error' }),
      );
      await start(fixture, order);
      const outcome = await wait(order.id);
      expect(outcome).toMatchObject({ kind: 'failed', reason: 'invalid_order' });
      expect(countLines(outside('counter'))).toBe(0);
    });

    it('[T7] keeps the head and the tail of a huge output in a bounded log', async (context) => {
      const order = orderFor(context, 'flood');
      await start(fixture, order);
      expect(await wait(order.id)).toMatchObject({ kind: 'finished' });
      const log = join(fixture.stateDir, 'turns', order.id, 'log');
      expect(statSync(log).size).toBeLessThan(2 * 1024 * 1024);
      expect(readFileSync(log, 'utf8')).toMatch(/bytes left out here/);
      expect(tailLog({ stateDir: fixture.stateDir, turn: order.id })).toMatch(/the end\s*$/);
    });
  });
}

const everything: readonly Skippable[] = ['finish', 'claims', 'fail', 'hang', 'gated', 'flood', 'invalid'];

function printTable(label: string, skips: Partial<Record<Skippable, string>>): void {
  const rows = everything.map(
    (name) => `  ${name.padEnd(8)} ${skips[name] === undefined ? 'run' : `skipped: ${skips[name]}`}`,
  );
  console.log([`conformance of the driver ${label}`, ...rows].join('\n'));
}

function runToEnd(script: string, args: string[]): Promise<{ code: number | null }> {
  return new Promise((resolve) => {
    spawn(process.execPath, [script, ...args], { stdio: 'inherit' }).once('exit', (code) =>
      resolve({ code }),
    );
  });
}
