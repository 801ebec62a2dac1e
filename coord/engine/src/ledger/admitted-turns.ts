import type { Turn } from '@musterhq/store';
import type { Driving } from '../driving/driver-configuration.ts';
import { outageOf } from '../driving/outage.ts';
import type { AdmittedTurn } from './admission.ts';

/** On whose limits a driver lives; undefined where it drives no agent. */
export const accountOfDriver = ({ drivers }: Pick<Driving, 'drivers'>, driver: string): string | undefined =>
  drivers[driver]?.account ?? drivers[driver]?.profile;

/** Turns of agents as the admission sees them. */
export function admittedTurns(driving: Pick<Driving, 'drivers'>, turns: readonly Turn[]): AdmittedTurn[] {
  return turns.flatMap((turn) => {
    const account = accountOfDriver(driving, turn.driver);
    if (account === undefined) return [];
    return [{ account, startedAt: turn.startedAt.getTime(), end: endOf(turn) }];
  });
}

function endOf(turn: Turn): AdmittedTurn['end'] {
  if (turn.endedAt === null) return null;
  const at = turn.endedAt.getTime();
  const outage = outageOf(turn);
  if (outage?.class === 'rate_limit') {
    const asked = outage.retryAfterMs === undefined ? {} : { retryAfterMs: outage.retryAfterMs };
    return { at, kind: 'rate_limit', ...asked };
  }
  return { at, kind: turn.outcome?.kind === 'finished' ? 'clean' : 'other' };
}
