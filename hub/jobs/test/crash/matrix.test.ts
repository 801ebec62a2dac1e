import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expectGolden } from '@musterhq/testing';
import { platforms } from '@musterhub/rules';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeWorld, type World } from '../make-world.ts';
import { type Cell, cellsOf, type Reference } from './cell.ts';
import { formatCells, formatSummary } from './report.ts';
import { type CellResult, runCell, runUncut } from './run-cell.ts';
import { bundleProcess, runKilled } from './run-killed.ts';

/**
 * The whole matrix takes minutes (`npm run test:publish`); what runs beside the other tests is every so-manyeth cell of it.
 */
const isWhole = process.env.HUB_PUBLISH === 'whole';
const everyCell = isWhole ? 1 : 23;
const everyKill = isWhole ? 1 : 8;
/** Hub's milliseconds in one of the wall's where processes are killed: a settling takes three seconds, X's token lives for three minutes. */
const rate = 40;
const goldens = {
  matrix: fileURLToPath(new URL('./golden/matrix.txt', import.meta.url)),
  kills: fileURLToPath(new URL('./golden/kills.txt', import.meta.url)),
};

function compare(golden: string, results: readonly CellResult[]): void {
  console.log(formatSummary(results));
  const text = formatCells(results);
  if (isWhole) expectGolden(golden, text);
  else {
    const written = new Set(readFileSync(golden, 'utf8').split('\n'));
    expect(text.split('\n').filter((line) => !written.has(line))).toEqual([]);
  }
  expect(results.filter(({ faults }) => faults.length > 0)).toEqual([]);
}

const everyNth = <One>(all: readonly One[], n: number): One[] => all.filter((_, index) => index % n === 0);

describe('[J1] [J4] [J5] [J6] [J7] crashes and faults', () => {
  let world: World;
  beforeAll(async () => {
    world = await makeWorld({ timeoutMs: 600 });
  });
  afterAll(() => world.close());

  test('every cell ends as it is written, with one post at most', async () => {
    const results: CellResult[] = [];
    for (const platform of platforms) {
      const cells = everyNth(cellsOf(await runUncut(world, platform)), everyCell);
      for (const [index, cell] of cells.entries())
        results.push(await runCell(world, cell, `${platform} ${index}`));
    }
    compare(goldens.matrix, results);
    expect(results.filter(({ cell, kills }) => kills !== cell.kills.length && !isReadFirst(cell))).toEqual(
      [],
    );
  }, 1_200_000);
});

describe('[J1] [J4] processes that are killed', () => {
  let [world, standing]: (World | undefined)[] = [];
  beforeAll(async () => {
    await bundleProcess();
    world = await makeWorld({ rate });
    standing = await makeWorld();
  });
  afterAll(async () => {
    await world?.close();
    await standing?.close();
  });

  test('the next start brings every publication to the end that is written', async () => {
    const references = [];
    for (const platform of platforms) references.push(await runUncut(standing!, platform));
    const cells = references.flatMap(realKills);
    const results: CellResult[] = [];
    for (const [index, cell] of everyNth(cells, everyKill).entries())
      results.push(await runKilled(world!, rate, cell, String(index)));
    compare(goldens.kills, results);
  }, 1_200_000);
});

/**
 * A start and a restart cost seconds, so real processes die at the boundaries of the first call, of each visible one and of the reading
 * back; at the others a thrown death leaves the same rows.
 */
function realKills(reference: Reference): Cell[] {
  const names = reference.calls
    .filter(({ visible }, index) => visible || index === 0)
    .map(({ name }) => name);
  return cellsOf(reference).filter(
    ({ where, faults, kills }) =>
      faults.length === 0 &&
      kills.length === 1 &&
      kills[0]!.at !== 'next_move' &&
      (kills[0]!.at === 'read_back' || names.some((name) => where.endsWith(` ${name}`))),
  );
}

/** Where the first reading settles it there is no second one to be killed in. */
const isReadFirst = ({ kills }: Cell): boolean => kills.some(({ at }) => at === 'find');
