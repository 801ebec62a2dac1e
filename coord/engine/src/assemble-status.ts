import type { Plan } from '@musterhq/plan';
import type { GateResult, Report, Run } from '@musterhq/store';
import { type GrantRequest, grantRequestLines } from './asks/grant-requests.ts';
import type { Facts, Limits } from './facts.ts';
import type { GatesView } from './gates/assemble-gates.ts';
import { isFlaky } from './gates/gate-verdict.ts';
import { heldBecause } from './held-because.ts';
import type { Judgement } from './review.ts';
import { workOf } from './work.ts';
import { isOpen, statesOf, type WorkState } from './work-state.ts';

/** The whole of a run at one moment, as `muster status --json` prints it. */
export type Status = {
  run: {
    id: string;
    state: string;
    document: string;
    generation: number;
    startedAt: string;
    planStart: string;
  };
  day: number;
  sessions: {
    session: number;
    name: string;
    isMaster: boolean;
    holder: 'driver' | 'person';
    agents: string[];
    task?: string;
    state: string;
  }[];
  tasks: {
    id: string;
    label: string;
    session: number;
    deliverable?: string;
    state: WorkState;
    attempts: number;
  }[];
  handoffs: { id: string; title: string; state: string; from: number; to: number }[];
  milestones: {
    id: string;
    day: number;
    text: string;
    isTicked: boolean;
    reason?: string;
    evidence: string[];
  }[];
  gates: { id: string; kind: string; outcome: string; reason?: string }[];
  gateRuns: { passed: number; other: number };
  toDecide: ToDecide;
  reviews: { name: string; verdict: string; main: string | null }[];
  /** Between two sessions, or with session 0: what is on the integration branch already. */
  conflictsAhead: {
    session: number;
    other: number;
    paths: { path: string; reason: string }[];
    since: string;
  }[];
  reports: Report[];
  /** What sessions ask to write that is not theirs, in words, each with the command that allows it. */
  grantRequests: string[];
  /** What else than a gate holds `main` back since the newest review: a pull request, the checkout. */
  mainWaits: string | null;
  isMainAtIntegration: boolean;
};

/** What waits for a person: human gates that a review has asked, and gates of the document that nothing is bound to. */
export type ToDecide = {
  waiting: { gate: string; question: string }[];
  unbound: GatesView['unbound'];
  /** Why that is not known: gates.yaml cannot be read as it is now. */
  error: string | null;
};

export function assembleStatus(input: {
  run: Run;
  plan: Plan;
  facts: Facts;
  limits: Limits;
  agents: Map<number, string[]>;
  gateResults: GateResult[];
  toDecide: ToDecide;
  reports: Report[];
  grantRequests: readonly GrantRequest[];
}): Status {
  const { run, plan, facts, limits } = input;
  const work = workOf(plan, facts.assignments);
  const states = statesOf(work, facts, limits);
  const judgements = latestJudgements(facts);
  return {
    run: {
      id: run.id,
      state: run.state,
      document: run.documentPath,
      generation: run.generation,
      startedAt: run.startedAt.toISOString(),
      planStart: run.planStart,
    },
    day: facts.day,
    sessions: plan.sessions.map((session) => {
      const current = work.find((item) => item.session === session.id && isOpen(states.get(item.id)!));
      const own = work.filter((item) => item.session === session.id).map((item) => states.get(item.id)!.kind);
      return {
        session: session.id,
        name: session.name,
        isMaster: session.isMaster,
        holder: facts.heldByPerson.has(session.id) ? 'person' : 'driver',
        agents: input.agents.get(session.id) ?? session.agents,
        ...(current === undefined ? {} : { task: current.label }),
        state: current === undefined ? seatState(own) : states.get(current.id)!.kind,
      };
    }),
    tasks: work.map((item) => ({
      id: item.id,
      label: item.label,
      session: item.session,
      ...(item.deliverable === undefined ? {} : { deliverable: item.deliverable }),
      state: states.get(item.id)!,
      attempts: facts.attempts.filter((attempt) => attempt.task === item.id).length,
    })),
    handoffs: plan.handoffs.map((handoff) => ({
      id: handoff.id,
      title: handoff.title,
      state: facts.handoffs.findLast((row) => row.handoff === handoff.id)?.state ?? 'waiting',
      from: handoff.from,
      to: handoff.to,
    })),
    milestones: plan.milestones.map((milestone) => {
      const judgement = judgements.get(`milestone:${milestone.id}`);
      return {
        id: milestone.id,
        day: milestone.day,
        text: milestone.text,
        isTicked: judgement === undefined ? milestone.isChecked : judgement.outcome === 'passed',
        ...(judgement?.reason === undefined ? {} : { reason: judgement.reason }),
        evidence: (judgement?.gates ?? []).map((gate) => evidence(gate, input.gateResults)),
      };
    }),
    gates: [...judgements.values()]
      .filter((judgement) => judgement.kind !== 'milestone')
      .map(({ id, kind, outcome, reason }) => ({
        id,
        kind,
        outcome,
        ...(reason === undefined ? {} : { reason }),
      })),
    gateRuns: {
      passed: input.gateResults.filter((result) => result.outcome === 'passed').length,
      other: input.gateResults.filter((result) => result.outcome !== 'passed').length,
    },
    toDecide: input.toDecide,
    reviews: facts.reviews.map(({ name, verdict, main }) => ({ name, verdict, main })),
    conflictsAhead: facts.forecasts.map(({ session, other, paths, at }) => ({
      session,
      other,
      paths: paths.map(({ path, reason }) => ({ path, reason })),
      since: at.toISOString(),
    })),
    reports: input.reports,
    grantRequests: grantRequestLines(plan, input.grantRequests),
    mainWaits: facts.main === facts.integration ? null : (heldBecause(facts.reviews) ?? null),
    isMainAtIntegration: facts.main === facts.integration,
  };
}

function evidence(gate: { gate: string; key: string }, results: GateResult[]): string {
  const result = results.find((row) => row.key === gate.key);
  if (result === undefined) return gate.gate;
  const counts =
    result.counts === null ? '' : `, ${result.counts.passed} passed, ${result.counts.failed} failed`;
  const isCommand = result.kind === 'test' || result.kind === 'check';
  const how = isCommand ? `exit ${result.exitCode ?? 'none'}${counts}` : result.kind;
  const flaky = isFlaky(result) ? `, flaky: red before try ${result.tries}` : '';
  return `${gate.gate}: ${result.outcome} (${how}${flaky}, ${result.durationMs} ms, tree ${result.tree.slice(0, 10)})`;
}

/** What the last review that looked at a gate made of it. */
function latestJudgements(facts: Facts): Map<string, Judgement> {
  const latest = new Map<string, Judgement>();
  for (const review of facts.reviews) {
    for (const judgement of (review.evidence.judgements ?? []) as Judgement[])
      latest.set(`${judgement.kind}:${judgement.id}`, judgement);
  }
  return latest;
}

function seatState(kinds: WorkState['kind'][]): string {
  if (kinds.length === 0) return 'idle';
  if (kinds.includes('blocked')) return 'blocked';
  if (kinds.every((kind) => kind === 'done')) return 'done';
  return 'waiting';
}
