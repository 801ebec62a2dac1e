import { setTimeout as delay } from 'node:timers/promises';
import { makeBell } from '@musterhq/clock';
import { readStatus, type Surroundings } from '@musterhq/engine';
import { listen } from '@musterhq/store';
import type { Environment } from '../environment.ts';
import { withProject } from '../open-project.ts';
import { print } from '../print.ts';
import { statusLines } from '../status-lines.ts';
import { readWatchFacts } from '../watch/watch-facts.ts';
import { watchRun } from '../watch/watch-run.ts';

/** Between two pictures: a burst of events is one change to a reader. */
const calmMs = 500;

/** What changes without an event, such as a lost notification, is seen after so long. */
const slowestLookMs = 5_000;

type StatusFlags = { run?: string; json?: boolean; watch?: boolean };

/** `muster status`; with `--watch` a full screen in a terminal, and elsewhere one picture after another until the run is over. */
export async function status(environment: Environment, flags: StatusFlags): Promise<void> {
  await withProject(environment, async ({ around }) => {
    if (flags.watch !== true) return print(await readStatus(around, flags.run), flags.json, statusLines);
    const bell = makeBell();
    const ears = await listen(around.store, { events: bell.ring }, bell.ring);
    const abort = new AbortController();
    const end = () => {
      abort.abort();
      bell.ring();
    };
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
    const changed = async (signal: AbortSignal) => {
      signal.addEventListener('abort', bell.ring, { once: true });
      await bell.heard(slowestLookMs);
      signal.removeEventListener('abort', bell.ring);
      if (!signal.aborted) await delay(calmMs, undefined, { signal }).catch(() => undefined);
    };
    const show = environment.isTerminal && flags.json !== true ? showScreen : showPictures;
    await show(around, flags, changed, abort.signal);
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
    await ears.close();
  });
}

type Show = (
  around: Surroundings,
  flags: StatusFlags,
  changed: (signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
) => Promise<void>;

/** Left, it leaves the last picture behind in the ordinary screen. */
const showScreen: Show = async (around, flags, changed, signal) => {
  const terminal = { input: process.stdin, output: process.stdout };
  const source = { read: () => readWatchFacts(around, flags.run), changed };
  const { status } = await watchRun(terminal, source, signal);
  print(status, false, statusLines);
};

const showPictures: Show = async (around, flags, changed, signal) => {
  while (!signal.aborted) {
    const value = await readStatus(around, flags.run);
    print(value, flags.json, statusLines);
    if (value.run.state !== 'running') return;
    await changed(signal);
  }
};
