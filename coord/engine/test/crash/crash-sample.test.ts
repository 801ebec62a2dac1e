import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { everyCut, sampleCuts } from './cut.ts';
import { type Lanes, openLanes } from './open-lanes.ts';
import {
  type CutResult,
  killWhenSprung,
  lengthOf,
  performCut,
  type Reference,
  runUncut,
} from './perform-cut.ts';
import { readOutcome } from './read-outcome.ts';
import { faultLines } from './report.ts';
import { trapAfterRow } from './row-trap.ts';
import { document, scenarios } from './scenario.ts';

/** `npm run test:crash` makes every cut; this is what `npm test` has time for, of each scenario. */
const sampleSize = 3;
const seed = 2026;

let suite: Lanes;
let references: Reference[];

beforeAll(async () => {
  suite = await openLanes({ here: dirname(fileURLToPath(import.meta.url)), count: 2 });
  references = await Promise.all(scenarios.map((scenario, at) => runUncut(suite.lanes[at]!, scenario)));
}, 240_000);
afterAll(() => suite?.remove(), 60_000);

test('a run whose coordinator is killed anywhere ends like one that was left alone', async () => {
  const cuts = references.flatMap((reference) => {
    const all = everyCut(lengthOf(reference));
    const sample = sampleCuts(all, { stride: Math.ceil(all.length / sampleSize), seed });
    return sample.map((cut) => ({ cut, reference }));
  });
  const results: CutResult[] = [];
  await suite.share(cuts, async (lane, { cut, reference }) => {
    results.push(await performCut(lane, cut, reference));
  });
  expect(results.filter((result) => result.faults.length > 0).map(faultLines)).toEqual([]);
  // Runs differ in length by a few commands: the last cut of each may come too late.
  expect(results.filter((result) => result.isReached).length).toBeGreaterThanOrEqual(cuts.length - 2);
}, 600_000);

test('an edit whose adoption was cut short keeps finished work where it gives it another id', async () => {
  const [lane, reference] = [suite.lanes[0]!, references[0]!];
  const { url } = await lane.reset(reference.scenario);
  const landed = reference.events.lastIndexOf('task_integrated', reference.events.indexOf('main_landed')) + 1;
  const trap = trapAfterRow(url, 'muster.events', landed);
  const coordinator = lane.muster(['run', document]);
  await killWhenSprung(coordinator, trap);
  await coordinator.end;
  await trap.close();

  const file = join(lane.repo, document);
  const task = '  primary_task: "Collect the titles"\n';
  writeFileSync(file, readFileSync(file, 'utf8').replace(task, `  id: titles\n${task}`));
  const adopting = lane.trap.env({ command: 'adopt an edit of the plan', side: 'after' });
  expect(await lane.muster(['resume'], adopting).end).toMatchObject({ signal: 'SIGKILL' });

  const end = await lane.muster(['resume']).end;
  expect(end.exitCode, end.output).toBe(0);
  const outcome = await readOutcome(lane);
  expect(outcome.stepsRun).toHaveLength(4);
  expect(outcome.attempts).toContain('titles 1 integrated');
  expect(outcome).toMatchObject({ unreachable: [], locks: [], openWorkflows: [], checkout: '## main' });
}, 120_000);
