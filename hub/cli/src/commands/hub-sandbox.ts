import { mkdir } from 'node:fs/promises';
import { serveSandbox } from '@musterhub/sandbox';
import type { Environment } from '../environment.ts';
import { HubError } from '../hub-error.ts';
import { findStateDir } from '../open-hub.ts';
import { print } from '../print.ts';
import { removeSandboxFile, type SandboxFile, writeSandboxFile } from '../sandbox-file.ts';
import { untilStopped } from '../until-stopped.ts';

type Flags = { port: number; rate: string; start?: string; seed: number; accounts: number; json?: boolean };

/** Servers that behave like the platforms, for the hub of this folder; its clock may run fast, so that a month passes in minutes. */
export async function hubSandbox(environment: Environment, flags: Flags): Promise<void> {
  const until = untilStopped();
  const stateDir = findStateDir(environment.cwd);
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const rate = Number(flags.rate);
  if (!(rate >= 0))
    throw new HubError(
      'usage',
      `--rate: expected how many times faster than the wall it runs, 0 to let it stand, found '${flags.rate}'`,
    );
  if (flags.start !== undefined && Number.isNaN(Date.parse(flags.start)))
    throw new HubError(
      'usage',
      `--start: expected an instant such as 2026-12-01T06:00:00Z, found '${flags.start}'`,
    );
  const startAt = new Date(flags.start ?? environment.now);
  const startedAt = Date.now();
  const each = { instagram: flags.accounts, facebook: flags.accounts, x: flags.accounts };
  let file: SandboxFile | undefined;
  // One after the other, in the order in which the clock was moved.
  let written = Promise.resolve();
  const write = (latest: SandboxFile) => {
    file = latest;
    written = written.then(() => writeSandboxFile(stateDir, latest));
    return written;
  };
  await serveSandbox({
    ...{ seed: flags.seed, startAt, rate, accounts: each, inspectionPort: flags.port, until },
    onClock(clock) {
      if (file === undefined) return;
      const { now, rate: running } = clock;
      void write({ ...file, startsAt: now.toISOString(), startedAt: Date.now(), rate: running });
    },
    announce({ sandbox, inspectionUrl, hosts }) {
      const first = { sandbox, inspectionUrl, startsAt: startAt.toISOString(), startedAt, rate };
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

const rateWords = (rate: number): string =>
  rate === 0 ? 'a clock that stands' : `${rate} times as fast as the wall`;
