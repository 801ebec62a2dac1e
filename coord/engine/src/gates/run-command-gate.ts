import type { CommandGate } from './gate.ts';
import { type GatePlace, type GateReport, outputOf } from './gate-report.ts';
import { type GateOutcome, judgeGate } from './judge-gate.ts';
import { runInSlot } from './slot.ts';

/** What a declared-retryable gate is run again for: the command was there and was heard, and it may have been bad luck. */
const retryable: ReadonlySet<GateOutcome> = new Set(['failed', 'timed_out', 'killed']);

/** Runs the command until it passes, or its retries are used up; each time in a worktree as a fresh checkout has it. */
export async function runCommandGate(
  place: GatePlace,
  gate: CommandGate,
): Promise<(GateReport & { tries: number }) | 'canceled'> {
  const outputs: string[] = [];
  for (let tries = 1; ; tries += 1) {
    const slot = await place.checkOut();
    if (slot === undefined) return 'canceled';
    const { context, env, timeoutMs, signal } = place;
    const result = await runInSlot(context, slot, { run: gate.run, env, timeoutMs, signal });
    if (result.isCanceled) return 'canceled';
    const output = outputOf(result);
    const judged = judgeGate(gate.kind, { ...result, output });
    outputs.push(output);
    if (!retryable.has(judged.outcome) || tries > gate.retries) {
      return {
        ...judged,
        ...(result.exitCode === undefined ? {} : { exitCode: result.exitCode }),
        output:
          outputs.length === 1 ? output : outputs.map((text, at) => `Try ${at + 1}:\n${text}`).join('\n'),
        durationMs: result.durationMs,
        tries,
      };
    }
  }
}
