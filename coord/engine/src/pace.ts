import { type Clock, makeClock } from '@musterhq/clock';
import { parseDuration } from '@musterhq/plan';

/** `asap`: dates hold nothing back. `real`: a plan day is a civil day. `scaled`: a plan day lasts `dayMs`. */
export type Pace = { kind: 'asap' } | { kind: 'real' } | { kind: 'scaled'; dayMs: number };

/** `asap`, `real` or `1d=20s`; undefined for anything else. */
export function parsePace(text: string): Pace | undefined {
  if (text === 'asap' || text === 'real') return { kind: text };
  const scale = /^1d=(.+)$/.exec(text)?.[1];
  const dayMs = scale === undefined ? undefined : parseDuration(scale);
  return dayMs === undefined || dayMs < 100 ? undefined : { kind: 'scaled', dayMs };
}

export function clockOf(pace: Pace, run: { startedAt: number; planStart: string; zone: string }): Clock {
  const { startedAt, planStart, zone } = run;
  if (pace.kind === 'scaled') return makeClock({ kind: 'scaled', dayMs: pace.dayMs, startedAt, planStart });
  return makeClock({ kind: 'real', planStart, zone });
}
