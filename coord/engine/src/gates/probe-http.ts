import { setTimeout as delay } from 'node:timers/promises';
import { type Probe, probe } from '../outbound.ts';
import { type HttpGate, portWord } from './gate.ts';
import { type GatePlace, type GateReport, outputOf } from './gate-report.ts';
import { type GateOutcome, judgeGate } from './judge-gate.ts';
import { keepsTo, keepsToTime, type Limit, limitText } from './limit.ts';
import { percentile } from './percentile.ts';
import { type Served, serve } from './serve.ts';
import { runInSlot, type Slot } from './slot.ts';

/** A request that takes longer has failed. */
const longestAnswerMs = 10_000;
const readyEveryMs = 50;

/** A measured figure beside the limit that it is held against, and whose limit that is. */
type Held = { of: string; value: number; limit: string; from: string; holds: boolean };

/** What is probed: an address, and for as long as that takes whatever was started to answer there. */
type Target = { url: string; slot: Slot | undefined; served: Served | undefined };

/**
 * Probes an address: every request must be answered with an expected status, the percentiles (nearest rank) of the times must
 * keep to their limits, and so must the share of well-answered probes over a window with a forced failover in its middle.
 */
export async function probeHttp(place: GatePlace, gate: HttpGate): Promise<GateReport | 'canceled'> {
  const started = performance.now();
  const { availability } = gate;
  // Its own, since thousands of probes would each leave a trace on a signal that lives as long as the coordinator.
  const stop = new AbortController();
  const { signal } = stop;
  const cancel = () => stop.abort();
  place.signal.addEventListener('abort', cancel, { once: true });
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  let served: Served | undefined;
  try {
    const needsSlot = gate.serve !== undefined || availability !== undefined;
    const slot = needsSlot ? await place.checkOut() : undefined;
    if (place.signal.aborted) return 'canceled';
    // From here: waiting for a worktree is not the gate's time.
    const limitMs = place.timeoutMs + (availability?.for ?? 0);
    timer = setTimeout(() => {
      isOver = true;
      stop.abort();
    }, limitMs);
    if (gate.serve !== undefined && slot !== undefined) served = await serve(place, slot, gate.serve, signal);
    const url = gate.url.replaceAll(portWord, String(served?.port ?? ''));
    const report = await probeTarget({ ...place, signal }, gate, { url, slot, served });
    const durationMs = performance.now() - started;
    if (place.signal.aborted) return 'canceled';
    if (!isOver) return { ...report, durationMs };
    const output = `Not done within ${limitMs} ms.\n${report.output}`;
    return { ...report, outcome: 'timed_out', output, durationMs };
  } finally {
    clearTimeout(timer);
    place.signal.removeEventListener('abort', cancel);
    await served?.end();
  }
}

async function probeTarget(
  place: GatePlace,
  gate: HttpGate,
  target: Target,
): Promise<Omit<GateReport, 'durationMs'>> {
  const { url, served } = target;
  const silence = await waitUntilReady(place, gate, target);
  if (silence !== undefined) return silence;
  const requests = await sendRequests(place, gate, url);
  // Then it was somebody else who answered, or it does not stay.
  if (served?.ended !== undefined) return endedEarly(served.ended, url);
  const times = requests.filter((one) => one.kind === 'answered').map((one) => one.ms);
  const problems = requests.flatMap((one) => problemOf(gate, one) ?? []);
  const held = Object.entries(gate.latency ?? {}).flatMap(([name, limit]) =>
    limit === undefined || times.length === 0 ? [] : [heldTime(place, name, limit, times)],
  );
  const window = gate.availability && (await watch(place, gate, gate.availability, target));
  if (window !== undefined) held.push(window.held);
  const broken = held.filter((one) => !one.holds);
  const evidence = {
    url,
    requests: requests.length,
    failed: problems.length,
    latencyMs: { p50: rounded(times, 50), p95: rounded(times, 95), p99: rounded(times, 99) },
    limits: held,
    ...(window === undefined ? {} : { availability: window.facts }),
  };
  return {
    outcome: outcomeOf({
      isAnswered: times.length > 0,
      isWell: problems.length + broken.length === 0,
      window,
    }),
    evidence,
    output: [
      `${url}: ${requests.length} requests, ${problems.length} failed; p50 ${evidence.latencyMs.p50} ms, p95 ${evidence.latencyMs.p95} ms, p99 ${evidence.latencyMs.p99} ms`,
      ...held.map(
        ({ of, value, limit, from, holds }) =>
          `${of} ${value} ${holds ? 'keeps to' : 'does not keep to'} ${limit} (${from})`,
      ),
      ...(window === undefined ? [] : [window.words]),
      ...[...new Set(problems)].slice(0, 5),
    ].join('\n'),
  };
}

function outcomeOf(facts: {
  isAnswered: boolean;
  isWell: boolean;
  window: { failover: GateOutcome } | undefined;
}): GateOutcome {
  if (!facts.isAnswered) return 'unreachable';
  const failover = facts.window?.failover ?? 'passed';
  if (failover !== 'passed') return failover;
  return facts.isWell ? 'passed' : 'failed';
}

/** Undefined once the address answers, with whatever status; else why it never did. */
async function waitUntilReady(
  { signal }: GatePlace,
  gate: HttpGate,
  { url, served }: Target,
): Promise<Omit<GateReport, 'durationMs'> | undefined> {
  const ends = performance.now() + gate.ready_within;
  for (;;) {
    const answer = await probe(url, { timeoutMs: Math.min(gate.ready_within, longestAnswerMs), signal });
    if (answer.kind === 'answered') return undefined;
    if (served?.ended !== undefined) return endedEarly(served.ended, url);
    if (signal.aborted || performance.now() >= ends)
      return {
        outcome: 'unreachable',
        output: `${url} did not answer within ${gate.ready_within} ms: ${answer.reason}`,
      };
    await pause(readyEveryMs, signal);
  }
}

/** However it ended, it was to stay. */
function endedEarly(ended: NonNullable<Served['ended']>, url: string): Omit<GateReport, 'durationMs'> {
  const output = outputOf(ended);
  const { outcome } = judgeGate('check', { ...ended, output });
  return {
    outcome: outcome === 'passed' ? 'failed' : outcome,
    ...(ended.exitCode === undefined ? {} : { exitCode: ended.exitCode }),
    output: `What was started ended before ${url} was probed to the end.\n${output}`,
  };
}

async function sendRequests({ signal }: GatePlace, gate: HttpGate, url: string): Promise<Probe[]> {
  const answers: Probe[] = [];
  let left = gate.requests;
  const sendOn = async () => {
    while (left > 0 && !signal.aborted) {
      left -= 1;
      answers.push(await probe(url, { timeoutMs: longestAnswerMs, signal }));
    }
  };
  await Promise.all(Array.from({ length: gate.concurrency }, sendOn));
  return answers;
}

/** What is wrong with an answer, in words; undefined for one that was expected. */
function problemOf({ expect_status: { from, to } }: HttpGate, answer: Probe): string | undefined {
  if (answer.kind === 'failed') return answer.reason;
  if (answer.status >= from && answer.status <= to) return undefined;
  return `answered ${answer.status}, expected ${from === to ? from : `${from} to ${to}`}`;
}

function heldTime(place: GatePlace, name: string, limit: Limit, times: number[]): Held {
  const value = percentile(times, Number(name.slice(1)))!;
  return {
    of: `${name} in ms`,
    value: Math.round(value * 10) / 10,
    limit: limitText(limit),
    from: sourceOf(place, limit),
    holds: keepsToTime(limit, value),
  };
}

const sourceOf = ({ document }: GatePlace, limit: Limit): string =>
  document?.limit === limit ? document.from : 'gates.yaml';

const rounded = (times: number[], share: number): number =>
  Math.round((percentile(times, share) ?? Number.NaN) * 10) / 10;

/**
 * Probes at a steady pace, whether or not the one before was answered: a service that hangs does not slow down the counting. In
 * the middle the failover is forced, once; what was probed before and after it is told apart.
 */
async function watch(
  place: GatePlace,
  gate: HttpGate,
  window: NonNullable<HttpGate['availability']>,
  { url, slot, served }: Target,
): Promise<{ held: Held; failover: GateOutcome; facts: Record<string, unknown>; words: string }> {
  const { context, env, timeoutMs, signal } = place;
  const count = Math.floor(window.for / window.every);
  const middle = Math.ceil(count / 2);
  const answers: Promise<string | undefined>[] = [];
  const started = performance.now();
  let forced: ReturnType<typeof runInSlot> | undefined;
  for (let index = 0; index < count && !signal.aborted; index += 1) {
    await pause(started + index * window.every - performance.now(), signal);
    if (index === middle) {
      const facts = {
        MUSTER_URL: url,
        PORT: String(served?.port ?? ''),
        MUSTER_SERVE_PID: String(served?.pid ?? ''),
      };
      forced = runInSlot(context, slot!, {
        run: window.failover,
        env: { ...env, ...facts },
        timeoutMs,
        signal,
      });
    }
    answers.push(
      probe(url, { timeoutMs: longestAnswerMs, signal }).then((answer) => problemOf(gate, answer)),
    );
  }
  const [problems, failover] = await Promise.all([Promise.all(answers), forced]);
  const isBad = (problem: string | undefined) => problem !== undefined;
  const side = (part: (string | undefined)[]) => ({ probes: part.length, failed: part.filter(isBad).length });
  const [before, after] = [side(problems.slice(0, middle)), side(problems.slice(middle))];
  const failed = before.failed + after.failed;
  const share = problems.length === 0 ? 0 : (100 * (problems.length - failed)) / problems.length;
  const limit = place.document?.limit.unit === '%' ? place.document.limit : leastShare(window.at_least);
  const output = failover === undefined ? 'It was never run.' : outputOf(failover);
  const outcome = failover === undefined ? 'failed' : judgeGate('check', { ...failover, output }).outcome;
  const exit = failover?.exitCode ?? null;
  return {
    held: {
      of: 'availability in %',
      value: Math.round(share * 1000) / 1000,
      limit: limitText(limit),
      from: sourceOf(place, limit),
      holds: keepsTo(limit, share),
    },
    failover: outcome,
    facts: {
      probes: problems.length,
      failed,
      before,
      after,
      failover: { command: window.failover, exitCode: exit },
    },
    words: `${problems.length} probes over ${window.for} ms: ${before.failed} of ${before.probes} failed before the failover and ${after.failed} of ${after.probes} after it; the failover command ended as ${outcome}${outcome === 'passed' ? '' : `: ${output}`}`,
  };
}

const leastShare = (value: number | undefined): Limit => ({
  comparison: '>=',
  value: value ?? 100,
  unit: '%',
});

/** Ends early, and without an error, when the signal comes. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  await delay(ms, undefined, { signal }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error;
  });
}
