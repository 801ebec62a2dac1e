import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  awaitTurn,
  parseRunbook,
  type RunbookEntry,
  readTurn,
  runbookEntry,
  type TurnOrder,
} from '../src/index.ts';
import { countLines, makeOrder, makeTurnFixture, start, type TurnFixture } from './turn-fixture.ts';

describe('a turn by runbook', () => {
  let fixture: TurnFixture;
  let turns = 0;
  beforeAll(() => {
    fixture = makeTurnFixture();
  });
  afterAll(() => fixture.remove());

  const run = async (task: string, rest: Partial<TurnOrder> = {}) => {
    turns += 1;
    const indented = task.replaceAll(/^/gm, '    ');
    const { runbook, diagnostics } = parseRunbook(`version: 1\ntasks:\n  t:\n${indented}`, 'runbook.yaml');
    if (runbook === undefined) throw new Error(JSON.stringify(diagnostics));
    const options: RunbookEntry | undefined = runbookEntry(runbook, { id: 't', label: 'b1s1' });
    const order = makeOrder(fixture, { id: `t${turns}`, driver: 'runbook', options, ...rest });
    await start(fixture, order);
    return awaitTurn({ stateDir: fixture.stateDir, turn: order.id });
  };
  const outside = (name: string) => join(fixture.outside, name);

  it('[R4] tells a step who it works for', async () => {
    const order = { task: 'p4.d1-2.s3', session: 3, attempt: 2, turn: 4 };
    await run(`steps: [{run: 'env > ${outside('env')}', env: {COLOUR: blue}}]`, order);
    const words = readFileSync(outside('env'), 'utf8').split('\n');
    expect(words).toEqual(
      expect.arrayContaining([
        'MUSTER_TASK=p4.d1-2.s3',
        'MUSTER_SESSION=3',
        'MUSTER_ATTEMPT=2',
        'MUSTER_TURN=4',
        `MUSTER_BRIEF=${outside('brief.md')}`,
        'COLOUR=blue',
      ]),
    );
    expect(words.some((word) => word.startsWith('HOME='))).toBe(false);
  });

  it('[R5] tries a step as often as it may and stops at the first success', async () => {
    const run3 = `echo x >> ${outside('tries')}; [ $(wc -l < ${outside('tries')}) -ge 3 ]`;
    expect(await run(`steps: [{run: '${run3}', retries: 5}]`)).toMatchObject({ kind: 'finished' });
    expect(countLines(outside('tries'))).toBe(3);
    const { events } = readTurn({ stateDir: fixture.stateDir, turn: `t${turns}` });
    expect(events.flatMap((event) => (event.kind === 'step_finished' ? [event.exitCode] : []))).toEqual([
      1, 1, 0,
    ]);
  });

  it('[R5] fails after the last try and leaves the later steps alone', async () => {
    const steps = `[{run: 'echo x >> ${outside('once')}; exit 4', retries: 1}, {run: 'touch ${outside('later')}'}]`;
    expect(await run(`steps: ${steps}`)).toMatchObject({ kind: 'failed', reason: 'nonzero', exitCode: 4 });
    expect(countLines(outside('once'))).toBe(2);
    expect(() => readFileSync(outside('later'))).toThrow(/ENOENT/);
  });

  it('[R6] names a missing command and does not try it again', async () => {
    const steps = `[{name: build, run: 'echo x >> ${outside('missing')}; frobnicate --all', retries: 3}]`;
    expect(await run(`steps: ${steps}`)).toMatchObject({
      kind: 'failed',
      reason: 'missing_command',
      step: 'build',
      exitCode: 127,
      tail: expect.stringMatching(/^The command 'frobnicate' was not found/),
    });
    expect(countLines(outside('missing'))).toBe(1);
  });

  it('[R6] names a shell that is missing', async () => {
    expect(await run('steps: [{run: "true", shell: no-such-shell}]')).toMatchObject({
      reason: 'missing_command',
      tail: expect.stringContaining("The shell 'no-such-shell'"),
    });
  });

  it('[R7] ends a step at its own limit', async () => {
    expect(await run('steps: [{name: slow, run: "echo begun; sleep 30", timeout: 1s}]')).toMatchObject({
      kind: 'timed_out',
      step: 'slow',
      limitMs: 1_000,
      tail: expect.stringContaining('begun'),
    });
  });

  it('[R8] fails when a promised artifact is not there', async () => {
    const outcome = await run('steps: [{run: "echo a > a.txt"}]\nartifacts: [a.txt, b.txt, sub/c.txt]');
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: 'missing_artifact',
      tail: expect.stringMatching(/not there: b\.txt, sub\/c\.txt$/),
    });
  });

  it('[R9] answers feedback with its own steps, or with the same ones', async () => {
    const mark = (word: string) => `{run: 'echo ${word} >> ${outside('feedback')}'}`;
    await run(`steps: [${mark('first')}]\non_feedback: [${mark('answer')}]`, { turn: 2 });
    await run(`steps: [${mark('again')}]`, { turn: 2 });
    expect(readFileSync(outside('feedback'), 'utf8')).toBe('answer\nagain\n');
  });

  it('[R5] says by which signal a step was ended', async () => {
    expect(await run('steps: [{run: "kill -9 $$"}]')).toMatchObject({
      kind: 'failed',
      reason: 'nonzero',
      tail: expect.stringContaining('SIGKILL'),
    });
  });
});
