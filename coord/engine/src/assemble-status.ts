import type { Plan } from '@musterhq/plan';
import type { GateResult, Report, Run } from '@musterhq/store';
import type { GrantRequest } from './asks/grant-requests.ts';
import type { Facts, Limits } from './facts.ts';
import { isFlaky } from './gates/gate-verdict.ts';
import { heldBecause } from './held-because.ts';
import type { Judgement } from './review.ts';
import type { Status } from './status.ts';
import { workOf } from './work.ts';
import { isOpen, statesOf, type WorkState } from './work-state.ts';

export function assembleStatus(input: {
  at: number;
  run: Run;
  plan: Plan;
  facts: Facts;
  limits: Limits;
  agents: Map<number, string[]>;
  gateResults: GateResult[];
  toDecide: Status['toDecide'];
  reports: Report[];
  grantRequests: readonly GrantRequest[];
}): Status {
  const { run, plan, facts, limits } = input;
  const work = workOf(plan, facts.assignments);
  const states = statesOf(work, facts, limits);
  const judgements = latestJudgements(facts);
  return {
    at: input.at,
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
        holder: holderOf(facts, session.id),
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
      state: shownState(states.get(item.id)!),
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
    questions: facts.questions.map(({ id, at, session, task, text }) => ({
      question: id,
      at: at.toISOString(),
      session,
      task: work.find((item) => item.id === task)?.label ?? task,
      text,
    })),
    reviews: facts.reviews.map(({ name, verdict, main }) => ({ name, verdict, main })),
    conflictsAhead: facts.forecasts.map(({ session, other, paths, at }) => ({
      session,
      other,
      paths: paths.map(({ path, reason }) => ({ path, reason })),
      since: at.toISOString(),
    })),
    reports: input.reports.map(({ at, ...report }) => ({ ...report, at: at.toISOString() })),
    grantRequests: input.grantRequests.map(({ id, task, at, ...wish }) => ({
      request: id,
      ...wish,
      task: work.find((item) => item.id === task)?.label ?? task,
      at: at.toISOString(),
    })),
    mainWaits: facts.main === facts.integration ? null : (heldBecause(facts.reviews) ?? null),
    isMainAtIntegration: facts.main === facts.integration,
  };
}

const holderOf = ({ heldByPerson, paused }: Facts, session: number) =>
  heldByPerson.has(session) ? 'person' : paused.has(session) ? 'nobody' : 'driver';

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

function shownState(state: WorkState): Status['tasks'][number]['state'] {
  switch (state.kind) {
    case 'working':
      return { ...state, since: state.since.toISOString() };
    case 'paused': {
      const { pause } = state;
      return {
        ...state,
        pause: pause.kind === 'wait' ? { ...pause, until: pause.until.toISOString() } : pause,
      };
    }
    case 'submitted':
    case 'done':
      return { ...state, at: state.at.toISOString() };
    default:
      return state;
  }
}
