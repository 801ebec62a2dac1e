/**
 * `yes`: the next call may go. `alone`: it may go when no other is in flight, so that what is left can only be overrun by
 * one call. `no`: it may not, for a reason that the agent and a person will read.
 */
export type GoOn = { kind: 'yes' } | { kind: 'alone' } | { kind: 'no'; reason: string };

/** Lets model calls go, one after the other where the budget is nearly used up. */
export type Leave = {
  /** Answers a reason, or undefined when the call may go; then `settled` is due once. Rejects when the desk closes. */
  ask(): Promise<string | undefined>;
  settled(): void;
};

export function makeLeave(mayGoOn: () => GoOn | Promise<GoOn>): Leave {
  let inFlight = 0;
  /** Held: what one call is told must be counted before the next one asks. */
  let line = Promise.resolve<unknown>(undefined);
  let wake: (() => void) | undefined;
  const decide = async (): Promise<string | undefined> => {
    for (;;) {
      const answer = await mayGoOn();
      if (answer.kind === 'no') return answer.reason;
      if (answer.kind === 'yes' || inFlight === 0) {
        inFlight += 1;
        return undefined;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    ask() {
      const answer = line.then(decide);
      line = answer.catch(() => undefined);
      return answer;
    },
    settled() {
      inFlight -= 1;
      wake?.();
      wake = undefined;
    },
  };
}
