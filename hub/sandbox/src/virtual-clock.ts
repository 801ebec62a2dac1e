import { refuseSetting } from './refusal.ts';

/** The sandbox's time in milliseconds since 1970. It stands still unless it is advanced or runs at a rate. */
export type VirtualClock = {
  now(): number;
  advance(ms: number): void;
  /** Virtual milliseconds per real one; 0 stands still. */
  rate(): number;
  setRate(rate: number): void;
};

/** `changed` is told whenever it was advanced or has another rate, and not while it runs. */
export function makeVirtualClock(
  startAt: Date,
  rate = 0,
  changed: () => void = () => undefined,
): VirtualClock {
  if (Number.isNaN(startAt.getTime())) refuseSetting('startAt: expected a date, got an invalid one');
  checkRate(rate);
  let base = startAt.getTime();
  let since = performance.now();
  let speed = rate;
  const now = () => Math.floor(base + (performance.now() - since) * speed);
  const rebase = () => {
    base = now();
    since = performance.now();
  };
  return {
    now,
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0)
        refuseSetting(`advance: expected a number of milliseconds that is not negative, got ${ms}`);
      base += ms;
      changed();
    },
    rate: () => speed,
    setRate(next) {
      checkRate(next);
      rebase();
      speed = next;
      changed();
    },
  };
}

function checkRate(rate: number): void {
  if (!Number.isFinite(rate) || rate < 0)
    refuseSetting(`rate: expected a number that is not negative, got ${rate}`);
}
