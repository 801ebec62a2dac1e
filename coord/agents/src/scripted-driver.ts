import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { AgentDriver, TurnIo } from './agent-driver.ts';
import { checkAgainst } from './check-against.ts';
import type { TurnOrder } from './turn-order.ts';
import type { TurnOutcome } from './turn-outcome.ts';

const forms = [
  z.strictObject({ do: z.literal('write'), path: z.string(), text: z.string() }),
  z.strictObject({ do: z.literal('append'), path: z.string(), text: z.string().optional() }),
  /** Says something every tenth of a second while it works. */
  z.strictObject({ do: z.literal('sleep'), ms: z.int() }),
  /** Works without a word. */
  z.strictObject({ do: z.literal('silent'), ms: z.int() }),
  /** Goes on once the file is there. */
  z.strictObject({ do: z.literal('await_file'), path: z.string() }),
  z.strictObject({ do: z.literal('print'), text: z.string(), times: z.int().positive().optional() }),
  z.strictObject({ do: z.literal('ask'), text: z.string() }),
  /** A process in its own session that would outlive the turn; its pid is written to `pidFile`. */
  z.strictObject({ do: z.literal('spawn_child'), pidFile: z.string() }),
  z.strictObject({ do: z.literal('fail'), exitCode: z.int().optional() }),
  /** Claims artifacts, whether they exist or not. */
  z.strictObject({ do: z.literal('lie'), artifacts: z.array(z.string()) }),
  /** The driver throws. */
  z.strictObject({ do: z.literal('crash') }),
  /** The turn host ends without a word. */
  z.strictObject({ do: z.literal('exit_host'), code: z.int() }),
] as const;

const actionSchema = z.discriminatedUnion('do', forms, {
  error: ({ code }) =>
    code === 'invalid_union'
      ? `expected one of: ${forms.map((form) => form.shape.do.value).join(', ')}`
      : undefined,
});

const scriptSchema = z.strictObject({
  script: z.array(actionSchema).min(1),
  message: z.string().optional(),
  artifacts: z.array(z.string()).optional(),
});

type Action = z.infer<typeof actionSchema>;

/**
 * A stand-in for a coding agent that does what its script says: slow, silent, crashing, lying. Paths are relative to the
 * worktree or absolute. It takes the part of an agent, so what it claims is not checked here: the engine must not believe it.
 */
export const scriptedDriver: AgentDriver = {
  name: 'scripted',

  checkOptions: (options) => checkAgainst(scriptSchema, options, 'scripted/options'),

  async turn(order, io) {
    const { script, message, artifacts: promised = [] } = scriptSchema.parse(order.options);
    const artifacts = [...promised];
    for (const [index, action] of script.entries()) {
      const step = `${index + 1} ${action.do}`;
      io.event({ kind: 'step_started', step, try: 1 });
      const refusal = await act({ action, step, order, io });
      if (io.signal.aborted) return { kind: 'stopped' };
      if (refusal !== undefined) return refusal;
      if (action.do === 'lie') artifacts.push(...action.artifacts);
    }
    return { kind: 'finished', artifacts, ...(message === undefined ? {} : { message }) };
  },
};

async function act({
  action,
  step,
  order,
  io,
}: {
  action: Action;
  step: string;
  order: TurnOrder;
  io: TurnIo;
}): Promise<TurnOutcome | undefined> {
  const at = (path: string): string => resolve(order.worktree, path);
  switch (action.do) {
    case 'write':
      mkdirSync(dirname(at(action.path)), { recursive: true });
      writeFileSync(at(action.path), action.text);
      return undefined;
    case 'append':
      appendFileSync(at(action.path), action.text ?? `${order.id}\n`);
      return undefined;
    case 'sleep':
      for (let left = action.ms; left > 0 && !io.signal.aborted; left -= 100) {
        io.log(`working, ${left} ms left\n`);
        await pause(Math.min(100, left), io.signal);
      }
      return undefined;
    case 'silent':
      await pause(action.ms, io.signal);
      return undefined;
    case 'await_file':
      while (!existsSync(at(action.path)) && !io.signal.aborted) await pause(20, io.signal);
      return undefined;
    case 'print':
      for (let times = action.times ?? 1; times > 0; times -= 1) io.log(action.text);
      return undefined;
    case 'ask':
      io.event({ kind: 'question', text: action.text });
      return undefined;
    case 'spawn_child':
      await spawnDetachedChild(at(action.pidFile), io);
      return undefined;
    case 'fail':
      return {
        kind: 'failed',
        step,
        exitCode: action.exitCode ?? 1,
        reason: 'nonzero',
        tail: io.tail(),
      };
    case 'crash':
      throw new Error('crashed as its script says');
    case 'exit_host':
      process.exit(action.code);
      break;
    case 'lie':
      return undefined;
  }
}

async function spawnDetachedChild(pidFile: string, io: TurnIo): Promise<void> {
  const program = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600_000)'], { detached: true, stdio: 'ignore' });
    require('node:fs').writeFileSync(process.argv[1], String(child.pid));
    child.unref();`;
  await io.runProcess({ command: process.execPath, args: ['-e', program, pidFile] });
}

/** Sleeps, or returns early when the turn is over. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
