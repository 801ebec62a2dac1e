import { mkdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { turnPaths } from '../src/turn-folder.ts';
import { makeTurnIo } from '../src/turn-io.ts';
import { countLines, makeOrder, makeTurnFixture, type TurnFixture, until } from './turn-fixture.ts';

let fixture: TurnFixture;
beforeAll(() => {
  fixture = makeTurnFixture();
});
afterAll(() => fixture.remove());

const open = (id: string, signal: AbortSignal) => {
  const paths = turnPaths({ stateDir: fixture.stateDir, turn: id });
  mkdirSync(paths.folder, { recursive: true });
  const order = makeOrder(fixture, { id, driver: 'none', options: {} });
  return { paths, io: makeTurnIo({ order, paths, signal }) };
};

it('[T6] a program one talks with is recorded, works in the worktree, and only its stderr is in the log', async () => {
  const { paths, io } = open('talk', new AbortController().signal);
  const script = 'echo aside >&2; read -r word; echo "$word $EXTRA $PWD"; exit 5';
  const program = io.startProcess({ command: 'sh', args: ['-c', script], env: { EXTRA: 'more' } });
  expect(countLines(paths.processes)).toBe(1);
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  program.stdin.write('hello\n');
  expect((await lines.next()).value).toBe(`hello more ${fixture.worktree}`);
  expect(await program.ended).toMatchObject({ exitCode: 5, isCanceled: false, tail: 'aside\n' });
  io.close();
  expect(readFileSync(paths.log, 'utf8')).toBe('aside\n');
});

it('[T10] a program has its parting time when the turn is over, and no more', async () => {
  const control = new AbortController();
  const talk = (id: string, script: string, partingMs: number) => {
    const { paths, io } = open(id, control.signal);
    const program = io.startProcess({
      command: 'sh',
      args: ['-c', `echo here >&2; ${script}`],
      partingMs,
    });
    return { ...program, paths, io };
  };
  const polite = talk('polite', 'read -r word; exit 6', 60_000);
  const deaf = talk('deaf', 'sleep 300', 20);
  await until('both are there', () => [polite, deaf].every(({ paths }) => countLines(paths.log) === 1));
  control.abort();
  polite.stdin.write('the turn is over\n');
  expect(await polite.ended).toMatchObject({ exitCode: 6, isCanceled: false });
  expect(await deaf.ended).toMatchObject({ isCanceled: true });
  for (const { io } of [polite, deaf]) io.close();
});
