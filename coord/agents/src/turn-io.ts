import { appendFileSync } from 'node:fs';
import { type ProcessIdentity, runProcess, startProcess, type TalkResult } from '@musterhq/process';
import type { TurnCommand, TurnIo, TurnProcess, TurnProgram } from './agent-driver.ts';
import type { DriverEvent, DriverEventBody } from './driver-event.ts';
import { fenceCommand } from './fence/fence-command.ts';
import type { FenceSpec } from './fence/fence-spec.ts';
import { showPath, showProgram } from './fence/find-unseen.ts';
import type { WayOut } from './fence/open-way-out.ts';
import { findCommand } from './find-command.ts';
import type { TurnPaths } from './turn-folder.ts';
import { makeTurnLog } from './turn-log.ts';
import type { TurnOrder } from './turn-order.ts';
import { recordTurnProcess } from './turn-processes.ts';

const tailCharacters = 4_000;
const outputEveryMs = 1_000;

/** The host's side of `TurnIo`. */
export type OpenTurnIo = TurnIo & { close(): void };

/** Opens log and events of a turn. Everything started through it carries the turn's marker and ends when `signal` aborts. */
export function makeTurnIo({
  order,
  paths,
  signal,
  wayOut,
}: {
  order: TurnOrder;
  paths: TurnPaths;
  signal: AbortSignal;
  /** Where the fence names the hosts that may be reached. */
  wayOut?: WayOut | undefined;
}): OpenTurnIo {
  const log = makeTurnLog(paths.log);
  const whole = makeTail();
  let seq = 0;
  let outputDue: NodeJS.Timeout | undefined;

  const event = (body: DriverEventBody): void => {
    seq += 1;
    const line: DriverEvent = { seq, at: new Date().toISOString(), ...body };
    appendFileSync(paths.events, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  };
  const reportOutput = (): void => {
    outputDue = undefined;
    event({ kind: 'output', line: lastLine(whole.text()), bytes: log.totalBytes });
  };
  const print = (chunk: string): void => {
    log.write(chunk);
    whole.add(chunk);
    outputDue ??= setTimeout(reportOutput, outputEveryMs);
  };

  const fenceAround = (command: string, path = ''): FenceSpec | undefined => {
    const { fence } = order;
    if (fence === undefined) return undefined;
    const programs = [findCommand(command, path) ?? [], wayOut?.relay().node ?? []].flat();
    return programs.reduce(showProgram, showPath(fence, path));
  };
  const surroundings = ({ command, args, env }: TurnCommand | TurnProgram) => ({
    ...fenceCommand(
      fenceAround(command, env?.PATH ?? order.env.PATH),
      { command, args },
      order.worktree,
      wayOut?.relay(),
    ),
    cwd: order.worktree,
    env: { ...order.env, ...env },
    marker: paths.folder,
    onStart: (identity: ProcessIdentity) => recordTurnProcess(paths, identity),
    signal,
  });

  return {
    folder: paths.folder,
    log: print,
    event,
    signal,
    reach: (port) => wayOut?.reach(port),
    tail: whole.text,
    async runProcess(command) {
      const { timeoutMs, input } = command;
      const own = makeTail();
      const result = await runProcess({
        ...surroundings(command),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(input === undefined ? {} : { input }),
        keepBytes: 0,
        onOutput: (chunk) => {
          print(chunk);
          own.add(chunk);
        },
      });
      return turnProcess(result, own.text());
    },
    startProcess(program) {
      const { partingMs } = program;
      const own = makeTail();
      const { stdin, stdout, ended, end } = startProcess({
        ...surroundings(program),
        ...(partingMs === undefined ? {} : { partingMs }),
        keepBytes: 0,
        onStderr: (chunk) => {
          print(chunk);
          own.add(chunk);
        },
      });
      return { stdin, stdout, ended: ended.then((result) => turnProcess(result, own.text())), end };
    },
    close() {
      if (outputDue !== undefined) {
        clearTimeout(outputDue);
        reportOutput();
      }
      log.close();
    },
  };
}

function turnProcess(result: TalkResult, tail: string): TurnProcess {
  const { exitCode, signal, startError, isTimedOut, isCanceled, durationMs } = result;
  return {
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(signal === undefined ? {} : { signal }),
    ...(startError === undefined ? {} : { startError }),
    isTimedOut,
    isCanceled,
    durationMs,
    tail,
  };
}

/** Holds the last characters of a stream in bounded memory. */
function makeTail(): { add(chunk: string): void; text(): string } {
  let held = '';
  return {
    add(chunk) {
      held += chunk;
      if (held.length > 4 * tailCharacters) held = held.slice(-tailCharacters);
    },
    text: () => held.slice(-tailCharacters),
  };
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim().slice(-200) ?? '';
}
