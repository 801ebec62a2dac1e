import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Cut, everyCut, sampleCuts } from './cut.ts';
import { type Lanes, openLanes } from './open-lanes.ts';
import { type CutResult, performCut, type Reference, runUncut } from './perform-cut.ts';
import { faultLines } from './report.ts';

/** `npm run test:crash` makes every cut; this is what `npm test` has time for. */
const sampleSize = 12;
const seed = 2026;

let suite: Lanes;
let reference: Reference;

beforeAll(async () => {
  suite = await openLanes({ here: dirname(fileURLToPath(import.meta.url)), count: 2 });
  reference = await runUncut(suite.lanes[0]!);
}, 240_000);
afterAll(() => suite?.remove(), 60_000);

test('a run whose coordinator is killed anywhere ends like one that was left alone', async () => {
  const all = everyCut({ gitCommands: reference.gitCommands.length, events: reference.events });
  const cuts = sampleCuts(all, { stride: Math.ceil(all.length / sampleSize), seed });
  const results: CutResult[] = [];
  await suite.share(cuts, async (lane, cut: Cut) => {
    results.push(await performCut(lane, cut, reference));
  });
  expect(results.filter((result) => result.faults.length > 0).map(faultLines)).toEqual([]);
  // Runs differ in length by a few commands: the last cut may come too late.
  expect(results.filter((result) => result.isReached).length).toBeGreaterThanOrEqual(cuts.length - 1);
}, 600_000);
