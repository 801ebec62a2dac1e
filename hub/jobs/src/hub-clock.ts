/** The hub's time as a value. Platforms' times and all rows of the ledger are on it; it may run faster than the wall's. */
export type HubClock = {
  now(): Date;
  /** Real milliseconds until it shows this time; 0 for a past one. */
  wallMs(until: Date): number;
  /** Waits until it shows this time. */
  sleepUntil(until: Date): Promise<void>;
};

/** A clock that showed `startsAt` at the wall's `startedAt` (milliseconds since 1970) and runs at `rate`. */
export function makeHubClock(options: { startsAt: Date; startedAt: number; rate: number }): HubClock {
  const { startsAt, startedAt, rate } = options;
  const now = () => new Date(startsAt.getTime() + (Date.now() - startedAt) * rate);
  const wallMs = (until: Date) => Math.max(0, (until.getTime() - now().getTime()) / rate);
  return {
    now,
    wallMs,
    async sleepUntil(until) {
      // A timer may fire a moment early.
      for (let left = wallMs(until); left > 0; left = wallMs(until))
        await new Promise((resolve) => setTimeout(resolve, Math.ceil(left)));
    },
  };
}

export function makeWallClock(): HubClock {
  return makeHubClock({ startsAt: new Date(0), startedAt: 0, rate: 1 });
}
