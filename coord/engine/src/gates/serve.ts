import type { ProcessResult } from '@musterhq/process';
import { findFreePort } from '../outbound.ts';
import type { GatePlace } from './gate-report.ts';
import { runInSlot, type Slot } from './slot.ts';

/** A server that runs as long as it is probed. */
export type Served = {
  port: number;
  /** Of the shell that started it, for a failover that ends it. */
  pid: number | undefined;
  /** How it ended, if it has ended by itself. */
  ended: ProcessResult | undefined;
  /** Ends it with all that it started. */
  end(): Promise<void>;
};

/** Starts a command in the slot that is to listen on the port in its `PORT`; the caller ends it. */
export async function serve(
  { context, env }: GatePlace,
  slot: Slot,
  command: string,
  signal: AbortSignal,
): Promise<Served> {
  const port = await findFreePort();
  const stop = new AbortController();
  const served: Served = {
    port,
    pid: undefined,
    ended: undefined,
    async end() {
      stop.abort();
      await running;
    },
  };
  const running = runInSlot(context, slot, {
    run: command,
    env: { ...env, PORT: String(port) },
    signal: AbortSignal.any([signal, stop.signal]),
    onStart: (pid) => {
      served.pid = pid;
    },
  }).then((result) => {
    served.ended = result;
  });
  return served;
}
