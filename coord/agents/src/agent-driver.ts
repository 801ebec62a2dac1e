import type { Readable, Writable } from 'node:stream';
import type { DriverEventBody } from './driver-event.ts';
import type { TurnOrder } from './turn-order.ts';
import type { TurnOutcome } from './turn-outcome.ts';

/** One thing wrong with a driver's options; `path` leads to it, e.g. `steps.0.run`. */
export type OptionFinding = { rule: string; severity: 'error' | 'warning'; message: string; path: string };

/** A process of the turn. Its directory is the worktree and its environment the order's, with `env` on top. */
export type TurnCommand = {
  command: string;
  args: string[];
  env?: Record<string, string>;
  timeoutMs?: number;
  input?: string;
};

/** How a process of the turn ended; `tail` is the end of what it printed, both streams in the order they came. */
export type TurnProcess = {
  exitCode?: number;
  signal?: string;
  /** Why it never ran, e.g. `ENOENT`: there is no such command. */
  startError?: string;
  isTimedOut: boolean;
  isCanceled: boolean;
  durationMs: number;
  tail: string;
};

/** A process of the turn that the driver talks with over its standard streams; environment and directory as above. */
export type TurnProgram = Pick<TurnCommand, 'command' | 'args' | 'env'> & {
  /** How long after the turn is over the program may live, for a farewell in its own protocol (default: not at all). */
  partingMs?: number;
};

/** Such a process at work. Its stderr goes to the turn's log, its stdout only to the driver, who must read it. */
export type TalkingTurnProcess = {
  stdin: Writable;
  stdout: Readable;
  /** `tail` is the end of what it printed to stderr. With it ends everything that the turn has started until then. */
  ended: Promise<TurnProcess>;
  end(): void;
};

/** What the turn host hands to a driver. Everything a driver starts goes through this, so that the host can end it. */
export type TurnIo = {
  /** The turn's own folder: what the coordinator lays down there for the turn, above all its policy. */
  folder: string;
  log(text: string): void;
  /** The end of what the turn has printed so far. */
  tail(): string;
  event(event: DriverEventBody): void;
  /** Aborted when the turn is stopped or its time is over; every running process has then been ended by the host. */
  signal: AbortSignal;
  /** Streams the output into the turn's log as it comes, and answers when the process has ended. */
  runProcess(command: TurnCommand): Promise<TurnProcess>;
  startProcess(program: TurnProgram): TalkingTurnProcess;
  /** Has what is started from now on reach a port of loopback, also behind a fence that lets few hosts through. */
  reach(port: number): void;
};

/**
 * The program that does a session's turns. One file per driver; each passes the suite in `driver-conformance.ts`.
 * A driver lives in the turn host, holds no state between turns and never commits.
 */
export interface AgentDriver {
  readonly name: string;
  /** Names everything wrong with the options; an error keeps the turn from starting. */
  checkOptions(options: unknown): OptionFinding[];
  turn(order: TurnOrder, io: TurnIo): Promise<TurnOutcome>;
}
