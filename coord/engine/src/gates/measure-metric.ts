import { probe } from '../outbound.ts';
import type { MetricGate } from './gate.ts';
import { type GatePlace, type GateReport, outputOf } from './gate-report.ts';
import { judgeGate } from './judge-gate.ts';
import { keepsTo, limitText } from './limit.ts';
import { readNumber } from './read-number.ts';
import { runInSlot } from './slot.ts';

/** An answer that is longer is no JSON any more, and its last number not its last. */
const keepCharacters = 1024 * 1024;

/** What a metric's number is read from, or why there is nothing to read. */
type Source =
  | { kind: 'text'; text: string; exitCode?: number }
  | { kind: 'none'; report: Omit<GateReport, 'durationMs'> };

/** A number that a command prints or an address answers, against a threshold. */
export async function measureMetric(place: GatePlace, gate: MetricGate): Promise<GateReport | 'canceled'> {
  const started = performance.now();
  const source = gate.run === undefined ? await ask(place, gate.url!) : await run(place, gate.run);
  if (source === 'canceled') return 'canceled';
  const durationMs = performance.now() - started;
  if (source.kind === 'none') return { ...source.report, durationMs };
  const { text, exitCode } = source;
  const exit = exitCode === undefined ? {} : { exitCode };
  const reading = readNumber(gate.read, text);
  if (reading.kind === 'none')
    return {
      outcome: 'unparsable',
      ...exit,
      output: `Expected a number, found ${reading.found}.\n${text}`,
      durationMs,
    };
  const { threshold } = gate;
  if (threshold === undefined)
    return {
      outcome: 'unparsable',
      ...exit,
      output: 'There is no threshold to hold the number against.',
      durationMs,
    };
  const from = place.document?.from ?? 'gates.yaml';
  const holds = keepsTo(threshold, reading.value);
  return {
    outcome: holds ? 'passed' : 'failed',
    ...exit,
    evidence: { value: reading.value, threshold: limitText(threshold), from },
    output: `${reading.value} ${holds ? 'keeps to' : 'does not keep to'} ${limitText(threshold)} (${from}).\n${text}`,
    durationMs,
  };
}

async function run(place: GatePlace, command: string): Promise<Source | 'canceled'> {
  const slot = await place.checkOut();
  if (slot === undefined) return 'canceled';
  const { context, env, timeoutMs, signal } = place;
  const result = await runInSlot(context, slot, { run: command, env, timeoutMs, signal });
  if (result.isCanceled) return 'canceled';
  const output = outputOf(result);
  const { outcome } = judgeGate('check', { ...result, output });
  const exit = result.exitCode === undefined ? {} : { exitCode: result.exitCode };
  if (outcome !== 'passed') return { kind: 'none', report: { outcome, ...exit, output } };
  return { kind: 'text', text: result.stdout, ...exit };
}

async function ask({ timeoutMs, signal }: GatePlace, url: string): Promise<Source | 'canceled'> {
  const answer = await probe(url, { timeoutMs, signal, keepCharacters });
  if (signal.aborted) return 'canceled';
  if (answer.kind === 'failed')
    return { kind: 'none', report: { outcome: 'unreachable', output: `${url}: ${answer.reason}` } };
  const { status, text } = answer;
  if (status < 200 || status > 299)
    return { kind: 'none', report: { outcome: 'failed', output: `${url} answered ${status}.\n${text}` } };
  return { kind: 'text', text };
}
