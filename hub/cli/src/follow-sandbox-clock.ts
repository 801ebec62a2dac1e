import { type HubClock, makeHubClock } from '@musterhub/jobs';
import { readSandboxFile, type SandboxFile } from './sandbox-file.ts';

/** So much of the wall's time may pass before a jump of the sandbox's clock is noticed. */
const followMs = 100;

/**
 * The sandbox's clock for a process that goes on: it jumps when the sandbox's does. Of a sandbox that has ended it keeps the last
 * word.
 */
export function followSandboxClock(stateDir: string, file: SandboxFile): HubClock {
  let clock = clockOf(file);
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    const latest = await readSandboxFile(stateDir);
    if (latest !== undefined) clock = clockOf(latest);
    isLooking = false;
  };
  // It alone keeps no process alive.
  setInterval(look, followMs).unref();
  return {
    now: () => clock.now(),
    wallMs: (until) => clock.wallMs(until),
    async sleepUntil(until) {
      for (let left = clock.wallMs(until); left > 0; left = clock.wallMs(until))
        await new Promise((resolve) => setTimeout(resolve, Math.min(Math.ceil(left), followMs)));
    },
  };
}

const clockOf = ({ startsAt, startedAt, rate }: SandboxFile): HubClock =>
  makeHubClock({ startsAt: new Date(startsAt), startedAt, rate });
