import { randomUUID } from 'node:crypto';
import { serveSandbox } from '@musterhub/sandbox';
import type { Environment } from '../environment.ts';
import { findLiveSandbox } from '../find-live-sandbox.ts';
import { HubError } from '../hub-error.ts';
import { makeStateDir } from '../make-state-dir.ts';
import { findStateDir } from '../open-hub.ts';
import { print } from '../print.ts';
import { removeSandboxFile, type SandboxFile, writeSandboxFile } from '../sandbox-file.ts';
import { untilStopped } from '../until-stopped.ts';

type Flags = { port: number; rate: string; start?: string; seed: number; accounts: number; json?: boolean };

/** The keys of X end after two hours of its clock, and have to be refreshed in time. */
const fastest = 600;

/** Servers that behave like the platforms, for the hub of this folder; its clock may run fast, so that a month passes in minutes. */
export async function hubSandbox(environment: Environment, flags: Flags): Promise<void> {
  const until = untilStopped();
  const stateDir = findStateDir(environment.cwd);
  await makeStateDir(stateDir);
  const rate = Number(flags.rate);
  if (!(rate >= 0 && rate <= fastest))
    throw new HubError(
      'usage',
      `--rate: expected how many times faster than the wall it runs, at most ${fastest}, 0 to let it stand, found '${flags.rate}'`,
    );
  if (flags.start !== undefined && Number.isNaN(Date.parse(flags.start)))
    throw new HubError(
      'usage',
      `--start: expected an instant such as 2026-12-01T06:00:00Z, found '${flags.start}'`,
    );
  await refuseSecond(stateDir);
  const startAt = new Date(flags.start ?? environment.now);
  const startedAt = Date.now();
  const each = { instagram: flags.accounts, facebook: flags.accounts, x: flags.accounts };
  const id = randomUUID();
  let file: SandboxFile | undefined;
  // One after the other, in the order in which the clock was moved.
  let written = Promise.resolve();
  const write = (latest: SandboxFile) => {
    file = latest;
    written = written.then(() => writeSandboxFile(stateDir, latest));
    return written;
  };
  await onPort(flags.port, {
    ...{ seed: flags.seed, startAt, rate, accounts: each, inspectionPort: flags.port, until },
    onClock(clock) {
      if (file === undefined) return;
      const { now, rate: running } = clock;
      void write({ ...file, startsAt: now.toISOString(), startedAt: Date.now(), rate: running });
    },
    announce({ sandbox, inspectionUrl, hosts }) {
      const first = { sandbox, id, inspectionUrl, startsAt: startAt.toISOString(), startedAt, rate };
      void write(first).then(() =>
        print({ ...first, hosts }, flags.json, () => [
          `SANDBOX at ${inspectionUrl}, ${first.startsAt}, ${rateWords(rate)}. No post reaches anybody.`,
          "'hub serve --sandbox' in this folder publishes to it, 'hub sandbox play' moves its clock to what is due.",
        ]),
      );
    },
  });
  await written;
  await removeSandboxFile(stateDir);
}

/** Two of them would overwrite where the hub of this folder finds its platforms. */
async function refuseSecond(stateDir: string): Promise<void> {
  const before = await findLiveSandbox(stateDir);
  if (before !== undefined)
    throw new HubError('refused', `a sandbox runs in this folder already, at ${before.inspectionUrl}`);
}

async function onPort(port: number, setting: Parameters<typeof serveSandbox>[0]): Promise<void> {
  try {
    await serveSandbox(setting);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new HubError('refused', `Somebody has port ${port} already: choose another with --port.`, {
      cause,
    });
  }
}

const rateWords = (rate: number): string =>
  rate === 0 ? 'a clock that stands' : `${rate} times as fast as the wall`;
