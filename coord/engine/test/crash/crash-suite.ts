import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cut, cutName, everyCut, sampleCuts } from './cut.ts';
import type { Lane } from './lane.ts';
import { openLanes } from './open-lanes.ts';
import { type CutResult, lengthOf, performCut, runUncut } from './perform-cut.ts';
import { faultLines, formatReport } from './report.ts';

/**
 * `npm run test:crash [-- --every N --seed N --only TEXT --logs FOLDER]`: the small run, killed at every git command,
 * every event and every step, two runs at a time. Exits 1 when a run does not end like the uncut one.
 */
const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    /** Cuts whose name contains this. */
    only: { type: 'string', default: '' },
    /** Where the output of failing runs is kept. */
    logs: { type: 'string' },
    lanes: { type: 'string', default: '2' },
  },
});
const startedAt = Date.now();
const here = dirname(process.argv[1]!);
const suite = await openLanes({ here, count: Number(values.lanes) });
const results: CutResult[] = [];
let isInterrupted = false;
// The cuts at hand are finished, so that nothing is left on the machine; a second signal ends it at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    isInterrupted = true;
  });
}
try {
  const reference = await runUncut(suite.lanes[0]!);
  const length = lengthOf(reference);
  const all = everyCut(length);
  const sample =
    values.every === '1' ? all : sampleCuts(all, { stride: Number(values.every), seed: Number(values.seed) });
  const cuts = sample.filter((cut) => cutName(cut).includes(values.only));
  console.log(
    `the uncut run: ${length.gitCommands} git commands, ${length.events} events, ${length.steps} steps; ${cuts.length} cuts`,
  );
  const perform = async (lane: Lane, cut: Cut) => {
    const result = await performCut(lane, cut, reference);
    results.push(result);
    if (result.faults.length > 0) tell(result);
    if (results.length % 20 === 0)
      console.log(`${results.length} of ${cuts.length} cuts, ${minutes()} minutes`);
  };
  await suite.share(cuts, perform, () => isInterrupted);
} finally {
  await suite.remove();
}
console.log(`\n${formatReport(results)}\n${minutes()} minutes`);
process.exitCode = isInterrupted || results.some((result) => result.faults.length > 0) ? 1 : 0;

function tell(result: CutResult): void {
  console.log(faultLines(result));
  if (values.logs === undefined) return;
  mkdirSync(values.logs, { recursive: true });
  const file = join(values.logs, `${cutName(result.cut).replaceAll(/\W+/g, '-')}.txt`);
  writeFileSync(file, `${faultLines(result)}\n\n${result.output}`);
}

function minutes(): string {
  return ((Date.now() - startedAt) / 60_000).toFixed(1);
}
