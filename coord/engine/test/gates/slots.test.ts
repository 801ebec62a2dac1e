import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isProcessAlive, readProcessStart, startDetached } from '@musterhq/process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freeSlot, takeSlot } from '../../src/gates/gate-room.ts';
import { clearSlots } from '../../src/gates/slot.ts';
import { type GateWorld, makeGateWorld } from './gate-world.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await makeGateWorld({ 'a.txt': 'one\n', 'b.txt': 'one\n' });
});
afterAll(() => world.close());

const commits = async (count: number) => {
  const made: string[] = [];
  for (let index = 0; index < count; index += 1)
    made.push(await world.commit({ 'a.txt': `${index} ${Math.random()}\n` }));
  return made;
};

describe('[G5] gates of several commits run beside each other', () => {
  test('each in a worktree of its own, at most as many as there are slots', async () => {
    const log = world.noteFile('parallel');
    const run = `echo + >> ${log}; cat a.txt > ${log}.$(cut -d' ' -f1 a.txt); sleep 0.4; echo - >> ${log}`;
    const { judge } = await world.open(`gates: { slow: { run: ${JSON.stringify(run)}, kind: check } }`);
    const verdicts = await Promise.all((await commits(5)).map((commit) => judge(commit, ['slow'])));
    expect(verdicts.flat().map((verdict) => verdict.outcome)).toEqual(Array(5).fill('passed'));
    const marks = world.notes('parallel');
    const depths = marks.map((_, at) =>
      marks.slice(0, at + 1).reduce((sum, mark) => sum + (mark === '+' ? 1 : -1), 0),
    );
    expect(Math.max(...depths)).toBe(2);
    for (let index = 0; index < 5; index += 1) expect(world.notes(`parallel.${index}`)).toHaveLength(1);
  });

  test('where a worktree stands at the commit already it is taken, and else the one that stands nearest', async () => {
    const { context, judge } = await world.open(
      'gates: { look: { run: "true", kind: check, env: { N: "1" } } }',
    );
    const near = await world.commit({ 'a.txt': 'near\n' });
    const far = await world.commit({ 'a.txt': 'far\n', 'b.txt': 'far\n', 'c.txt': 'far\n' });
    const wanted = await world.commit({ 'c.txt': 'wanted\n' });
    const { signal } = new AbortController();
    await Promise.all([judge(near, ['look']), judge(far, ['look'])]);
    const [standsNear, standsFar] = [near, far].map((at) =>
      context.room.slots.find(({ commit }) => commit === at),
    );
    const take = async (commit: string) => {
      const slot = await takeSlot(context, commit, signal);
      freeSlot(context.room, slot!);
      return slot;
    };
    expect(await take(near)).toBe(standsNear);
    expect(await take(far)).toBe(standsFar);
    expect(await take(wanted)).toBe(standsFar);
  });
});

describe('[G5] a canceled order', () => {
  test('ends everything that its gate started, writes nothing, and gives its place to the next', async () => {
    const log = world.noteFile('canceled');
    const run = `sleep 300 & echo $! >> ${log}; setsid sleep 300 & echo $! >> ${log}; echo go >> ${log}; wait`;
    const {
      run: order,
      judge,
      results,
      context,
    } = await world.open(
      `gates: { hang: { run: ${JSON.stringify(run)}, kind: check }, quick: { run: "true", kind: check } }`,
      { parallel: 1 },
    );
    const [first, second] = await commits(2);
    const abort = new AbortController();
    const hanging = order({ commit: first!, gates: ['hang'], signal: abort.signal });
    for (let looks = 0; looks < 500 && !world.notes('canceled').includes('go'); looks += 1) await delay(20);
    const waiting = order({ commit: second!, gates: ['quick'], signal: abort.signal });
    const next = judge(second!, ['quick']);
    while (context.room.waiting.length < 2) await delay(20);
    abort.abort();
    expect(await hanging).toEqual({ kind: 'canceled' });
    expect(await waiting).toEqual({ kind: 'canceled' });
    expect(await next).toMatchObject([{ outcome: 'passed' }]);
    const pids = world
      .notes('canceled')
      .filter((line) => line !== 'go')
      .map(Number);
    expect(pids).toHaveLength(2);
    for (const pid of pids) expect(readProcessStart(pid)).toBeUndefined();
    expect((await results()).map((row) => row.gate)).toEqual(['quick']);
    expect(context.room.isBusy.size).toBe(0);
  });

  test('is what becomes of all orders when the coordinator ends', async () => {
    const { run: order, context } = await world.open('gates: { hang: { run: "sleep 300", kind: check } }');
    const [commit] = await commits(1);
    const hanging = order({ commit: commit!, gates: ['hang'] });
    await delay(300);
    context.stopping.abort();
    expect(await hanging).toEqual({ kind: 'canceled' });
    expect(await order({ commit: commit!, gates: ['hang'] })).toEqual({ kind: 'canceled' });
  });
});

test.each([
  ['in a slot is ended before the slot is used', 'gates-1'],
  ['in a slot that nobody uses again is ended when the next one starts', 'gates-9'],
])('[G5] what a killed coordinator left running %s', async (_, slot) => {
  const folder = join(world.stateDir, 'slots', slot);
  mkdirSync(folder, { recursive: true });
  const start = (marker: string) =>
    startDetached({
      command: 'sleep',
      args: ['300'],
      cwd: world.dir,
      env: { PATH: '/usr/bin:/bin', MUSTER_PROCESS_TREE: marker },
      logFile: world.noteFile('left.log'),
    });
  // One that it wrote down, one that it had no time to write down, and one that is not of this slot.
  const [written, unwritten, foreign] = [await start('m1'), await start('m2'), await start('m3')];
  const notes = [{ marker: 'm1' }, { marker: 'm1', process: written }, { marker: 'm2' }].map((note) =>
    JSON.stringify(note),
  );
  appendFileSync(join(folder, 'started.jsonl'), `${notes.join('\n')}\n{"marker":"m3`);
  try {
    const bindings = 'gates: { look: { run: "true", kind: check } }';
    const { context, judge } = await world.open(bindings, { parallel: 1 });
    const [commit] = await commits(1);
    if (slot === 'gates-1') expect(await judge(commit!, ['look'])).toMatchObject([{ outcome: 'passed' }]);
    else await clearSlots(context);
    expect(isProcessAlive(written)).toBe(false);
    if (process.platform === 'linux') expect(isProcessAlive(unwritten)).toBe(false);
    expect(isProcessAlive(foreign)).toBe(true);
  } finally {
    for (const { pid } of [written, unwritten, foreign].filter(isProcessAlive)) process.kill(pid, 'SIGKILL');
  }
});

test('[G5] a gate whose coordinator is killed ends when the next one uses the slot, with all that it started', async () => {
  const log = world.noteFile('orphans');
  const run = `sleep 300 & echo $! >> ${log}; setsid sleep 300 & echo $! >> ${log}; echo $$ >> ${log}; wait`;
  const [commit] = await commits(1);
  const program = fileURLToPath(new URL('../../../../house/run.mjs', import.meta.url));
  const fixture = '../coord/engine/test/gates/fixtures/hold-slot.ts';
  const coordinator = await startDetached({
    command: process.execPath,
    args: [program, fixture, world.dir, commit!, run],
    cwd: world.dir,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin' },
    logFile: world.noteFile('coordinator.log'),
  });
  const orphans: number[] = [];
  try {
    for (let looks = 0; looks < 1000 && world.notes('orphans').length < 3; looks += 1) await delay(20);
    orphans.push(...world.notes('orphans').map(Number));
    process.kill(coordinator.pid, 'SIGKILL');
    expect(orphans, world.notes('coordinator.log').join('\n')).toHaveLength(3);
    expect(orphans.filter((pid) => readProcessStart(pid) !== undefined)).toEqual(orphans);
    const { judge } = await world.open('gates: { next: { run: "true", kind: check } }', { parallel: 1 });
    expect(await judge(commit!, ['next'])).toMatchObject([{ outcome: 'passed' }]);
    expect(orphans.filter((pid) => readProcessStart(pid) !== undefined)).toEqual([]);
  } finally {
    for (const pid of [coordinator.pid, ...orphans])
      if (readProcessStart(pid) !== undefined) process.kill(pid, 'SIGKILL');
  }
});
