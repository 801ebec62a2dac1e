import { type HubClock, makeHubClock } from '@musterhub/jobs';
import { HubError } from './hub-error.ts';
import { readSandboxFile, type SandboxFile } from './sandbox-file.ts';

/** So much of the wall's time may pass before a jump of the sandbox's clock is noticed. */
const followMs = 100;

/**
 * The sandbox's clock for a process that goes on: it jumps when the sandbox's does. Of a sandbox that has ended it keeps the last
 * word; `replaced` rejects when another one is in its place.
 */
export function followSandboxClock(
  stateDir: string,
  file: SandboxFile,
): { clock: HubClock; replaced: Promise<never> } {
  let clock = clockOf(file);
  let tell: (error: HubError) => void = () => undefined;
  const replaced = new Promise<never>((_, reject) => {
    tell = reject;
  });
  // Whoever does not wait for it is not ended by it.
  replaced.catch(() => undefined);
  let isLooking = false;
  const look = async () => {
    if (isLooking) return;
    isLooking = true;
    const latest = await readSandboxFile(stateDir);
    isLooking = false;
    if (latest === undefined) return;
    if (latest.id === file.id) clock = clockOf(latest);
    else
      tell(
        new HubError(
          'refused',
          "another sandbox has taken the place of the one that this hub was fed by: start it again, then 'hub accounts connect --sandbox' gets new keys",
        ),
      );
  };
  // It alone keeps no process alive.
  setInterval(look, followMs).unref();
  const following: HubClock = {
    now: () => clock.now(),
    wallMs: (until) => clock.wallMs(until),
    async sleepUntil(until) {
      for (let left = clock.wallMs(until); left > 0; left = clock.wallMs(until))
        await new Promise((resolve) => setTimeout(resolve, Math.min(Math.ceil(left), followMs)));
    },
  };
  return { clock: following, replaced };
}

const clockOf = ({ startsAt, startedAt, rate }: SandboxFile): HubClock =>
  makeHubClock({ startsAt: new Date(startsAt), startedAt, rate });
