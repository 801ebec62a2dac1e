import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cut, cutName, everyCut, sampleCuts } from './cut.ts';
import type { Lane } from './lane.ts';
import { openLanes } from './open-lanes.ts';
import { type CutResult, lengthOf, performCut, runUncut } from './perform-cut.ts';
import { faultLines, formatReport } from './report.ts';
import { type Scenario, scenarios } from './scenario.ts';

/**
 * `npm run test:crash [-- --scenario NAME --every N --seed N --only TEXT --lanes N --logs FOLDER]`: each scenario, killed at
 * every git command, every event and every step, as many runs at a time as there are lanes. Exits 1 when a run does not end
 * like the uncut one.
 */
const { values } = parseArgs({
  options: {
    /** Only this one. */
    scenario: { type: 'string' },
    every: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    /** Cuts whose name contains this. */
    only: { type: 'string', default: '' },
    /** Where the output of failing runs is kept. */
    logs: { type: 'string' },
    /** One more than the two cores that are reckoned with: a run waits for a third of its time. */
    lanes: { type: 'string', default: '3' },
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
  for (const scenario of scenarios) {
    if ((values.scenario ?? scenario.name) === scenario.name && !isInterrupted) await cutAll(scenario);
  }
} finally {
  await suite.remove();
}
console.log(`\n${formatReport(results, minutes())}`);
process.exitCode = isInterrupted || results.some((result) => result.faults.length > 0) ? 1 : 0;

async function cutAll(scenario: Scenario): Promise<void> {
  const reference = await runUncut(suite.lanes[0]!, scenario);
  const length = lengthOf(reference);
  const all = everyCut(length);
  const sample =
    values.every === '1' ? all : sampleCuts(all, { stride: Number(values.every), seed: Number(values.seed) });
  const cuts = sample.filter((cut) => cutName(cut).includes(values.only));
  console.log(
    `${scenario.name}, uncut: ${length.gitCommands.length} git commands, ${length.events} events, ${length.steps} steps; ${cuts.length} cuts`,
  );
  let made = 0;
  const perform = async (lane: Lane, cut: Cut) => {
    const result = await performCut(lane, cut, reference);
    results.push(result);
    if (result.faults.length > 0) tell(result);
    made += 1;
    if (made % 20 === 0) console.log(`${made} of ${cuts.length} cuts, ${minutes()} minutes`);
  };
  await suite.share(cuts, perform, () => isInterrupted);
}

function tell(result: CutResult): void {
  console.log(faultLines(result));
  if (values.logs === undefined) return;
  mkdirSync(values.logs, { recursive: true });
  const name = `${result.scenario.name}-${cutName(result.cut).replaceAll(/\W+/g, '-')}.txt`;
  writeFileSync(join(values.logs, name), `${faultLines(result)}\n\n${result.output}`);
}

function minutes(): string {
  return ((Date.now() - startedAt) / 60_000).toFixed(1);
}
