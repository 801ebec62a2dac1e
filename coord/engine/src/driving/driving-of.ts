import type { Plan } from '@musterhq/plan';
import { EngineError } from '../engine-error.ts';
import type { RunOptions, Surroundings } from '../open-run.ts';
import { driversOf } from './choose-driver.ts';
import { type Driving, knownDrivers } from './driver-configuration.ts';

/** Who takes the turns of this run: what its command line said comes before the configuration. */
export const drivingOf = (
  { configuration }: Pick<Surroundings, 'configuration'>,
  options: RunOptions,
): Driving => ({
  ...configuration,
  driver: options.driver ?? configuration.driver,
});

/** Throws `configuration_invalid` where the run would need a driver that is not set up. */
export function requireDrivers(driving: Driving, plan: Plan): void {
  const known = knownDrivers(driving);
  const wrong = [...driversOf(driving, plan)].filter((driver) => !known.includes(driver));
  if (wrong.length === 0) return;
  const tasks = plan.tasks.filter(({ driver }) => wrong.includes(driver ?? ''));
  const named = tasks.length === 0 ? '' : ` (named by ${tasks.map(({ label }) => label).join(', ')})`;
  throw new EngineError(
    'configuration_invalid',
    `There is no driver ${wrong.join(', ')}${named}: expected one of ${known.join(', ')}. Others are set up under 'drivers:' in muster/config.yaml.`,
  );
}
