import type { Plan } from '@musterhq/plan';
import type { GateDecision, GateResult, Review, Run } from '@musterhq/store';
import { z } from 'zod';
import type { Judgement } from '../review.ts';
import { type DocumentGate, documentGatesOf, unboundReason } from './document-gates.ts';
import type { GateBindings } from './gate-bindings.ts';
import { isFlaky } from './gate-verdict.ts';
import { gatesOf } from './gates-of.ts';
import { countsSchema } from './parse-counts.ts';
import { unlandedGateName } from './unlanded-gate.ts';

const documentGateKind = z.enum(['oversight', 'quality', 'handoff', 'milestone']);
const ofDocument = { kind: documentGateKind, id: z.string(), text: z.string() };
const word = { by: z.string(), why: z.string(), at: z.iso.datetime() };

const lastResultSchema = z.object({
  outcome: z.string(),
  standing: z.enum(['passed', 'red', 'overridden']),
  tries: z.int(),
  isFlaky: z.boolean(),
  exitCode: z.int().nullable(),
  counts: countsSchema.nullable(),
  evidence: z.record(z.string(), z.unknown()).nullable(),
  durationMs: z.int(),
  at: z.iso.datetime(),
  commit: z.string(),
  /** Taken from the store by the newest review that asked: nothing ran. */
  isReused: z.boolean(),
  /** It was judged on what the integration branch holds now, the plan's document aside. */
  isOfTip: z.boolean(),
  log: z.string().nullable(),
});
type LastResult = z.infer<typeof lastResultSchema>;

const gateSchema = z.object({
  gate: z.string(),
  kind: z.enum(['test', 'check', 'http', 'metric', 'files', 'review', 'human']),
  /** What a human gate asks. */
  question: z.string().nullable(),
  boundTo: z.array(
    z.object({ kind: z.enum(['every', 'task', ...documentGateKind.options]), id: z.string() }),
  ),
  last: lastResultSchema.nullable(),
  /** The last word of a person on what the integration branch holds now. */
  decision: z.object({ decision: z.enum(['approved', 'refused', 'overridden']), ...word }).nullable(),
  /** A review has asked, and nobody has answered for what the integration branch holds now. */
  isWaiting: z.boolean(),
});
export type GateView = z.infer<typeof gateSchema>;

/** The gates of a run at one moment, as `muster gates --json` prints them. */
export const gatesViewSchema = z.object({
  run: z.object({
    id: z.string(),
    state: z.enum(['running', 'stopped', 'blocked', 'finished', 'abandoned']),
  }),
  /** The integration branch and where it is: what a person decides on. */
  branch: z.string(),
  tip: z.string(),
  gates: z.array(gateSchema),
  /** Gates of the document that nothing is bound to; all but milestones hold `main` back. */
  unbound: z.array(z.object({ ...ofDocument, remedy: z.string() })),
  /** Gates of the document that a person has lifted in `gates.yaml`. */
  waived: z.array(z.object({ ...ofDocument, reason: z.string() })),
  /** Red gates that a person answers for, each with the contents that it was said of. */
  overrides: z.array(z.object({ gate: z.string(), ...word, contents: z.string(), isOfTip: z.boolean() })),
});
export type GatesView = z.infer<typeof gatesViewSchema>;

export function assembleGates(input: {
  run: Pick<Run, 'id' | 'state'>;
  plan: Plan;
  bindings: GateBindings;
  branch: string;
  tip: string;
  /** Of this run and, by their keys, those that its reviews took from the store. */
  results: readonly GateResult[];
  reviews: readonly Review[];
  decisions: readonly GateDecision[];
  /** By commit, of the tip and of each gate's newest result: the hash that decisions are known by. */
  contents: ReadonlyMap<string, string>;
  /** Where a result's whole output lies, unless it is gone. */
  logOf: (key: string) => string | null;
}): GatesView {
  const { run, plan, bindings, branch, tip, decisions, contents } = input;
  const document = documentGatesOf(plan, bindings);
  const ofTip = contents.get(tip);
  const newest = newestResults(input);
  // Of what nobody wrote into gates.yaml nobody wants to hear before there is something to say.
  const shown = Object.entries(bindings.gates).filter(
    ([gate]) => gate !== unlandedGateName || newest.has(gate),
  );
  return {
    run: { id: run.id, state: run.state },
    branch,
    tip,
    gates: shown.map(([gate, { kind, ...rest }]): GateView => {
      const last = newest.get(gate);
      const said = decisions.findLast((one) => one.gate === gate && one.contents === ofTip);
      return {
        gate,
        kind,
        question: kind === 'human' && 'question' in rest ? (rest.question ?? null) : null,
        boundTo: boundTo(plan, bindings, document, gate),
        last: last === undefined ? null : lastResult(input, last),
        decision:
          said === undefined
            ? null
            : { decision: said.decision, by: said.by, why: said.why, at: said.at.toISOString() },
        isWaiting: kind === 'human' && last?.result.outcome === 'undecided' && said === undefined,
      };
    }),
    unbound: document
      .filter(({ binding }) => binding.kind === 'unbound')
      .map(({ kind, id, text }) => ({ kind, id, text, remedy: unboundReason({ kind, id }) })),
    waived: document.flatMap(({ kind, id, text, binding }) =>
      binding.kind === 'waived' ? [{ kind, id, text, reason: binding.reason }] : [],
    ),
    overrides: decisions
      .filter(({ decision }) => decision === 'overridden')
      .map(({ gate, by, why, at, contents: of }) => ({
        ...{ gate, by, why, at: at.toISOString(), contents: of },
        isOfTip: of === ofTip,
      })),
  };
}

function boundTo(
  plan: Plan,
  bindings: GateBindings,
  document: readonly DocumentGate[],
  gate: string,
): GateView['boundTo'] {
  const every = bindings.every.includes(gate) ? [{ kind: 'every' as const, id: 'every candidate' }] : [];
  const own = { live: { plan }, bindings: { ...bindings, every: [] } };
  const tasks = plan.tasks.filter(({ id }) => gatesOf(own, id).includes(gate));
  return [
    ...every,
    ...tasks.map(({ label }) => ({ kind: 'task' as const, id: label })),
    ...document
      .filter(({ binding }) => binding.kind === 'bound' && binding.gates.includes(gate))
      .map(({ kind, id }) => ({ kind, id })),
  ];
}

type Newest = { result: GateResult; at: Date; isReused: boolean };

/** Of each gate what it came to last: where it ran, or what a review took from the store since. */
function newestResults({
  results,
  reviews,
  run,
}: {
  results: readonly GateResult[];
  reviews: readonly Review[];
  run: Pick<Run, 'id'>;
}): Map<string, Newest> {
  const byKey = new Map(results.map((result) => [result.key, result]));
  const newest = new Map<string, Newest>();
  const take = (next: Newest) => {
    const known = newest.get(next.result.gate);
    if (known === undefined || known.at.getTime() <= next.at.getTime()) newest.set(next.result.gate, next);
  };
  for (const result of results) if (result.run === run.id) take({ result, at: result.at, isReused: false });
  for (const { name, number, at, evidence } of reviews) {
    for (const { gates } of (evidence.judgements ?? []) as Judgement[]) {
      for (const { key } of gates) {
        const result = byKey.get(key);
        if (result === undefined || key.startsWith(`review:${name}#${number}:`)) continue;
        take({ result, at, isReused: true });
      }
    }
  }
  return newest;
}

function lastResult(
  {
    tip,
    decisions,
    contents,
    logOf,
  }: Pick<Parameters<typeof assembleGates>[0], 'tip' | 'decisions' | 'contents' | 'logOf'>,
  { result, at, isReused }: Newest,
): LastResult {
  const { gate, key, outcome, tries, exitCode, counts, evidence, durationMs, commit } = result;
  const of = contents.get(commit);
  const word = decisions.findLast((one) => one.gate === gate && one.contents === of);
  const isOverridden = outcome !== 'passed' && word?.decision === 'overridden';
  return {
    outcome,
    standing: outcome === 'passed' ? 'passed' : isOverridden ? 'overridden' : 'red',
    tries,
    isFlaky: isFlaky(result),
    exitCode,
    counts,
    evidence,
    durationMs,
    at: at.toISOString(),
    commit,
    isReused,
    isOfTip: of !== undefined && of === contents.get(tip),
    log: logOf(key),
  };
}
