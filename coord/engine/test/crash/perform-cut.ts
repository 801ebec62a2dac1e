import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Cut, RunLength } from './cut.ts';
import type { Lane } from './lane.ts';
import { describeHistory, findProcesses, type Outcome, type RunRecord, readOutcome } from './read-outcome.ts';
import { type RowTrap, trapAfterRow, trapBeforeRow } from './row-trap.ts';
import { document, type Scenario } from './scenario.ts';
import type { MusterEnd, MusterProcess } from './start-muster.ts';

/** A turn's host ends by itself right after its turn; the last one may still be at it when the run is over. */
const settleMs = 3_000;

/** The run from its start to its end, uncut: what every other run is compared with. */
export type Reference = {
  scenario: Scenario;
  outcome: Outcome;
  events: string[];
  steps: number;
  gitCommands: string[];
};

export type CutResult = {
  scenario: Scenario;
  cut: Cut;
  /** The git command, the event or the step of a workflow that was cut. */
  what: string;
  /** The run was over before it came to the cut. */
  isReached: boolean;
  /** What differs from the uncut run, in words; empty when nothing does. */
  faults: string[];
  /** From the start of `muster resume` to its first event, and to the next one. */
  recovery?: { resumedMs: number; nextMs: number };
  output: string;
};

export async function runUncut(lane: Lane, scenario: Scenario): Promise<Reference> {
  const { dataDir } = await lane.reset(scenario);
  const end = await lane.muster(['run', document]).end;
  const gitCommands = lane.trap.take().map(withoutSettings);
  const faults = await faultsOfProcesses(lane, end, dataDir);
  const { events, steps, ...outcome } = await readOutcome(lane);
  const { finishedTurns, stepsRun, ejections } = outcome;
  const isAsMeant =
    outcome.run === 'finished' &&
    isDeepStrictEqual(stepsRun, finishedTurns) &&
    isDeepStrictEqual(ejections, scenario.ejections);
  if (faults.length > 0 || !isAsMeant) {
    throw new Error(
      `the uncut ${scenario.name} did not go well: ${JSON.stringify({ faults, ...outcome })}\n${end.output}`,
    );
  }
  return { scenario, outcome, events: events.map((event) => event.kind), steps: steps.length, gitCommands };
}

export function lengthOf({ scenario, gitCommands, events, steps }: Reference): RunLength {
  return { gitCommands, events: events.length, steps, readsPerCut: scenario.readsPerCut };
}

/** Starts the run, kills the coordinator at the cut, goes on with the run to its end and compares. */
export async function performCut(lane: Lane, cut: Cut, reference: Reference): Promise<CutResult> {
  const { scenario } = reference;
  const server = await lane.reset(scenario);
  const killed = await runToCut(lane, cut, server.url);
  const isReached = killed.signal === 'SIGKILL';
  if (isReached && cut.postgres === 'killed') process.kill(server.postgresPid, 'SIGKILL');
  const commands = lane.trap.take().map(withoutSettings);
  if (!isReached) {
    const faults = killed.exitCode === 0 ? [] : [`exit code ${killed.exitCode}`, killed.output.trim()];
    return { scenario, cut, what: '', isReached, faults, output: killed.output };
  }
  const end = await goOn(lane);
  const faults = await faultsOfProcesses(lane, end, server.dataDir);
  const output = `${killed.output}\n--- killed ---\n${end.output}`;
  const command = cut.at === 'git command' ? (commands[cut.number - 1] ?? '') : '';
  // A run that did not come to its end has nothing to compare.
  if (end.exitCode !== 0)
    return { scenario, cut, what: command, isReached, faults: [...faults, end.output.trim()], output };
  const { events, steps, ...outcome } = await readOutcome(lane);
  faults.push(...differences(reference.outcome, outcome));
  const history = faults.length > 0 ? describeHistory(lane) : '';
  const recovery = recoveryOf(events, end.startedAt);
  const rows = { 'git command': [command], event: events.map((event) => event.kind), step: steps };
  const what = rows[cut.at][cut.at === 'git command' ? 0 : cut.number - 1] ?? '';
  return {
    scenario,
    cut,
    what,
    isReached,
    faults,
    ...(recovery === undefined ? {} : { recovery }),
    output: `${output}\n${history}`,
  };
}

async function runToCut(lane: Lane, cut: Cut, url: string): Promise<MusterEnd> {
  const run = ['run', document];
  if (cut.at === 'git command') return lane.muster(run, lane.trap.env(cut)).end;
  const table = cut.at === 'event' ? 'muster.events' : 'dbos.operation_outputs';
  const trap = (cut.side === 'before' ? trapBeforeRow : trapAfterRow)(url, table, cut.number);
  const coordinator = lane.muster(run);
  await killWhenSprung(coordinator, trap);
  const end = await coordinator.end;
  await trap.close();
  return end;
}

export async function killWhenSprung(coordinator: MusterProcess, trap: RowTrap): Promise<void> {
  const isSprung = await Promise.race([trap.sprung.then(() => true), coordinator.end.then(() => false)]);
  if (!isSprung) return;
  try {
    process.kill(coordinator.pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself between the trap and the kill: an uncut run, judged like any other.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** As a person would: `muster resume`, and where that finds no open run, `muster run` unless the run is over. */
async function goOn(lane: Lane): Promise<MusterEnd> {
  const resumed = await lane.muster(['resume']).end;
  if (resumed.exitCode !== 2) return resumed;
  const status = await lane.muster(['status', '--json']).end;
  if (/"state":\s*"finished"/.test(status.output)) return { ...resumed, exitCode: 0 };
  return lane.muster(['run', document]).end;
}

async function faultsOfProcesses(lane: Lane, end: MusterEnd, dataDir: string): Promise<string[]> {
  const faults: string[] = [];
  if (end.exitCode !== 0) faults.push(`exit code ${end.exitCode ?? end.signal}`);
  let left = findProcesses(lane.folder);
  for (const ends = Date.now() + settleMs; left.length > 0 && Date.now() < ends; await delay(50)) {
    left = findProcesses(lane.folder);
  }
  faults.push(...left.map((line) => `left running: ${line}`));
  if (existsSync(join(dataDir, 'postmaster.pid'))) faults.push('Postgres was not stopped');
  return faults;
}

function differences(expected: Outcome, found: Outcome): string[] {
  const names = Object.keys(expected) as (keyof Outcome)[];
  return names.flatMap((name) => {
    const [one, other] = [JSON.stringify(expected[name]), JSON.stringify(found[name])];
    return one === other ? [] : [`${name}: expected ${one}, found ${other}`];
  });
}

function recoveryOf(events: RunRecord['events'], startedAt: number): CutResult['recovery'] {
  const resumed = events.findIndex((event) => event.kind === 'run_resumed');
  const [first, next] = [events[resumed], events[resumed + 1]];
  if (first === undefined || next === undefined) return undefined;
  return { resumedMs: first.at - startedAt, nextMs: next.at - startedAt };
}

const withoutSettings = (command: string): string => command.replaceAll(/-c \S+ /g, '');
