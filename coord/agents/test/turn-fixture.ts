import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readProcessStart } from '@musterhq/process';
import { buildSync } from 'esbuild';
import { startTurn, type TurnOrder } from '../src/index.ts';

/** Bundles a program of this package into one file, as a release has it. */
export function bundleProgram({
  entry,
  folder,
  name,
}: {
  entry: string;
  folder: string;
  name: string;
}): string {
  const outfile = join(folder, `${name}.mjs`);
  const require =
    "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: require },
    logLevel: 'warning',
  });
  return outfile;
}

export const path = (relative: string): string => new URL(relative, import.meta.url).pathname;

/** A folder with a worktree, a place outside of it, and the bundled turn host; `remove` takes all of it away. */
export type TurnFixture = {
  folder: string;
  stateDir: string;
  worktree: string;
  outside: string;
  hostScript: string;
  remove(): void;
};

export function makeTurnFixture(): TurnFixture {
  const folder = mkdtempSync(join(tmpdir(), 'muster-turn-'));
  const [stateDir, worktree, outside] = ['state', 'worktree', 'outside'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  for (const each of [stateDir, worktree, outside]) mkdirSync(each);
  const hostScript = bundleProgram({ entry: path('../src/turn-host-entry.ts'), folder, name: 'turn-host' });
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  return { folder, stateDir, worktree, outside, hostScript, remove };
}

export function makeOrder(
  fixture: TurnFixture,
  order: Partial<TurnOrder> & Pick<TurnOrder, 'id' | 'driver' | 'options'>,
): TurnOrder {
  return {
    run: 'r1',
    task: 'p1.d1-2.s2',
    session: 2,
    attempt: 1,
    turn: 1,
    worktree: fixture.worktree,
    brief: join(fixture.outside, 'brief.md'),
    agents: ['writer'],
    env: { PATH: process.env.PATH ?? '' },
    timeoutMs: 30_000,
    ...order,
  };
}

export const start = (fixture: TurnFixture, order: TurnOrder): ReturnType<typeof startTurn> =>
  startTurn({
    stateDir: fixture.stateDir,
    order,
    node: process.execPath,
    hostScript: fixture.hostScript,
  });

export function countLines(file: string): number {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}

/** Waits until a fact holds; after half a minute, or the time given, it says which did not. */
export async function until(what: string, holds: () => boolean, withinMs = 30_000): Promise<void> {
  for (const endsAt = performance.now() + withinMs; !holds(); await sleep(10))
    if (performance.now() > endsAt) throw new Error(`waited in vain until ${what}`);
}

export const isRunning = (pid: number): boolean => readProcessStart(pid) !== undefined;
