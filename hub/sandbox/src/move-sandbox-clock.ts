import { z } from 'zod';

const timeoutMs = 15_000;
const clockSchema = z.object({ now: z.iso.datetime(), rate: z.number() });

/** What the clock of a sandbox in another process shows. */
export async function readSandboxClock(inspectionUrl: string): Promise<Date> {
  return new Date((await ask(inspectionUrl)).now);
}

/** Moves the clock of a sandbox in another process on to this time; one that is past it stays. Answers what it shows then. */
export async function moveSandboxClock(inspectionUrl: string, to: Date): Promise<Date> {
  const now = await readSandboxClock(inspectionUrl);
  const advanceMs = to.getTime() - now.getTime();
  if (advanceMs <= 0) return now;
  return new Date((await ask(inspectionUrl, { advanceMs })).now);
}

async function ask(inspectionUrl: string, change?: object): Promise<z.infer<typeof clockSchema>> {
  const response = await fetch(`${inspectionUrl}/clock`, {
    ...(change === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(change),
        }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return clockSchema.parse(await response.json());
}
