import { fileURLToPath } from 'node:url';
import { expectGolden } from '@musterhq/testing';
import { platforms } from '@musterhub/rules';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorld, type World } from '../make-world.ts';
import { cellsOf } from './cell.ts';
import { formatCells, formatSummary } from './report.ts';
import { type CellResult, runCell, runUncut } from './run-cell.ts';

const golden = fileURLToPath(new URL('./golden/matrix.txt', import.meta.url));
let world: World;
beforeAll(async () => {
  world = await makeWorld({ timeoutMs: 600 });
});
afterAll(() => world.close());

test('every cell ends as it is written', async () => {
  const results: CellResult[] = [];
  const began = Date.now();
  for (const platform of platforms) {
    const reference = await runUncut(world, platform);
    console.log(reference);
    for (const [index, cell] of cellsOf(reference).entries())
      results.push(await runCell(world, cell, `${platform} ${index}`));
  }
  console.log(formatSummary(results), (Date.now() - began) / 1000);
  expectGolden(golden, formatCells(results));
  expect(results.filter(({ faults }) => faults.length > 0)).toEqual([]);
}, 900_000);
