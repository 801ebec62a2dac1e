import type { Plan } from '@musterhq/plan';
import type { Turn } from '@musterhq/store';
import type { Limits } from '../facts.ts';
import type { Work } from '../work.ts';
import { type Driving, fallbacksOf } from './driver-configuration.ts';
import { outageOf } from './outage.ts';

/** So many outages in a row, and whoever is named as the fallback takes over. */
const patience = 3;

/** Who takes a turn, by the name in the configuration; `model` is a name of that driver's. */
export type DriverChoice = { driver: string; model?: string };

/**
 * Who takes the next turn of an attempt: the configuration's word on the task, else the document's, else the session's, else the
 * default; the fallback of whom the attempt's turns say that it has no login, no quota, or was out again and again.
 * `turns` are those of the attempt, in any order.
 */
export function chooseDriver(
  driving: Driving,
  work: Pick<Work, 'id' | 'label' | 'session' | 'driver' | 'model'>,
  turns: readonly Turn[],
): DriverChoice {
  const byTask = driving.tasks[work.id] ?? driving.tasks[work.label];
  const bySession = driving.sessions[work.session];
  const first = byTask?.driver ?? work.driver ?? bySession?.driver ?? driving.driver;
  const row = [first, ...fallbacksOf(driving, first)];
  const at = row.findIndex((driver) => !isOut(driver, turns));
  // With all of them out, the last one goes on trying.
  const driver = row.at(at)!;
  const model = driver === first ? (byTask?.model ?? work.model ?? bySession?.model) : undefined;
  const chosen = model ?? driving.drivers[driver]?.model;
  return {
    driver,
    ...(chosen === undefined ? {} : { model: chosen }),
  };
}

/** The same by the names of an attempt; one that was given by hand is in no plan, and its id is its label. */
export const driverOfAttempt =
  (driving: Driving, plan: Pick<Plan, 'tasks'>): Limits['driverOf'] =>
  ({ task, session }, turns) => {
    const work = plan.tasks.find(({ id }) => id === task) ?? { id: task, label: task };
    return chooseDriver(driving, { ...work, session }, turns).driver;
  };

/** Every driver that a run of the plan may need. */
export function driversOf(driving: Driving, plan: Pick<Plan, 'tasks'>): Set<string> {
  const named = [
    driving.driver,
    ...Object.values(driving.sessions).map(({ driver }) => driver),
    ...Object.values(driving.tasks).map(({ driver }) => driver),
    ...plan.tasks.map(({ driver }) => driver),
  ].filter((driver) => driver !== undefined);
  return new Set(named.flatMap((driver) => [driver, ...fallbacksOf(driving, driver)]));
}

function isOut(driver: string, turns: readonly Turn[]): boolean {
  const own = turns.filter((turn) => turn.driver === driver).toSorted((a, b) => b.number - a.number);
  const outages = own.map(outageOf);
  const last = outages[0];
  if (last?.class === 'auth') return true;
  if (last?.class === 'quota' && last.retryAfterMs === undefined) return true;
  return outages.length >= patience && outages.slice(0, patience).every((outage) => outage !== undefined);
}
