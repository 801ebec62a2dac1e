import { commitFile, commitOf, moveRef, readFileAt } from '@musterhq/git';
import { writeBack } from '@musterhq/plan';
import {
  acceptHandoff,
  insertDocument,
  insertReview,
  type NewReview,
  readAttempts,
  readHandoffs,
  recordEvent,
  refuseHandoff,
} from '@musterhq/store';
import { compileDocument } from './compile-document.ts';
import type { Context } from './context.ts';
import { documentStatus } from './document-status.ts';
import { blockGatesOf, unboundReason } from './gates/document-gates.ts';
import { documentLimitOf } from './gates/document-limit.ts';
import { type Binding, bindingOf, handoffBindingOf } from './gates/gate-bindings.ts';
import { evidenceOf, type GateVerdict, isPass } from './gates/gate-verdict.ts';
import { runGates } from './gates/run-gates.ts';
import { unlandedGate, unlandedGateName, unlandedWords } from './gates/unlanded-gate.ts';
import { findUnlanded, type UnlandedCommit } from './landing/find-unlanded.ts';
import { limitsOf } from './limits.ts';
import { moveMain, whyNot } from './move-main.ts';
import type { DueReview } from './next-review.ts';
import { fetchMain, isByPullRequest } from './pull-request/fetch-main.ts';
import { holdsAllOf, type OpenPullRequest, proposeLanding } from './pull-request/propose-landing.ts';
import { pullRequestText } from './pull-request/pull-request-text.ts';
import { readFacts } from './read-facts.ts';
import { masterAuthor } from './seat.ts';
import { sha256 } from './sha256.ts';
import { takeInMain } from './take-in-main.ts';
import { workOf } from './work.ts';
import { statesOf } from './work-state.ts';

/** One gate of the document's prose, judged: what it is bound to and what came of it. */
export type Judgement = {
  id: string;
  text: string;
  kind: 'oversight' | 'quality' | 'handoff' | 'milestone';
  outcome: 'passed' | 'red' | 'waived' | 'unbound' | 'open';
  reason?: string;
  gates: (Pick<GateVerdict, 'gate' | 'key' | 'outcome'> & Partial<Pick<GateVerdict, 'standing'>>)[];
};

export type Judged = {
  integration: string;
  judgements: Judgement[];
  generation: number;
  at: string;
  /** Ids of the decisions on gates that were known before the first gate was judged. */
  decisions?: number[];
};

/**
 * The master's review, first half: every gate that the finished part of the plan calls for is judged at the tip of
 * the integration branch. Red and unbound ones hold `main` back; milestones only tick or stay open.
 */
export async function judgePlan(context: Context, review: DueReview): Promise<Judged> {
  const { live, bindings } = context;
  const integration = await takeInMain(context, review);
  const facts = await readFacts(context);
  const states = statesOf(workOf(live.plan, facts.assignments), facts, limitsOf(context));
  const isDone = (task: string) => states.get(task)?.kind === 'done';
  const wholeBlocks = live.plan.blocks.filter((block) =>
    live.plan.tasks.filter((task) => task.block === block.id).every((task) => isDone(task.id)),
  );
  const judgements: Judgement[] = [];
  const judge = async (kind: Judgement['kind'], item: { id: string; text: string }, binding: Binding) => {
    if (judgements.some((known) => known.kind === kind && known.id === item.id)) return;
    judgements.push(await judgeOne(context, review, integration, { kind, ...item }, binding));
  };
  const unlanded = await findUnlanded(context, integration);
  if (unlanded.length > 0) judgements.push(await judgeUnlanded(context, review, integration, unlanded));
  for (const block of wholeBlocks)
    for (const { binding, ...gate } of blockGatesOf(live.plan, bindings, block))
      await judge(gate.kind, gate, binding);
  for (const handoff of live.plan.handoffs) {
    const row = facts.handoffs.findLast((candidate) => candidate.handoff === handoff.id);
    // Offered and never taken: with edges of its own the consumer may have been done before the producer.
    const isOpen = row?.state === 'taken' || row?.state === 'offered';
    const isDue = isOpen && handoff.consumer !== undefined && isDone(handoff.consumer);
    if (isDue)
      await judge(
        'handoff',
        { id: handoff.id, text: handoff.validation },
        handoffBindingOf(bindings, handoff.id),
      );
  }
  const openBlocks = live.plan.blocks.filter((block) => !wholeBlocks.includes(block));
  for (const milestone of live.plan.milestones) {
    const entry = bindings.milestones[milestone.id];
    if (entry !== undefined && !Array.isArray(entry)) {
      judgements.push({
        kind: 'milestone',
        id: milestone.id,
        text: milestone.text,
        outcome: 'open',
        reason: entry.open,
        gates: [],
      });
      // A review without a block that begins by a day is no evidence for that day.
    } else if (openBlocks.some((block) => block.firstDay <= milestone.day)) {
      const reason = `the work planned up to day ${milestone.day} is not done`;
      judgements.push({
        kind: 'milestone',
        id: milestone.id,
        text: milestone.text,
        outcome: 'open',
        reason,
        gates: [],
      });
    } else await judge('milestone', milestone, bindingOf(entry));
  }
  const at = new Date(context.clock.now()).toISOString();
  const decisions = facts.decisions.map(({ id }) => id);
  return { integration, judgements, generation: context.fence.generation, at, decisions };
}

/** What came onto the branch beside the landing is a person's to let through. */
async function judgeUnlanded(
  context: Context,
  review: DueReview,
  commit: string,
  unlanded: readonly UnlandedCommit[],
): Promise<Judgement> {
  const item = { kind: 'oversight' as const, id: unlandedGateName, text: unlandedGate.question };
  const binding = { kind: 'bound' as const, gates: [unlandedGateName] };
  const judgement = await judgeOne(context, review, commit, item, binding);
  const what = unlandedWords(context.integration, unlanded);
  return { ...judgement, reason: judgement.reason === undefined ? what : `${what}\n\n${judgement.reason}` };
}

async function judgeOne(
  context: Context,
  review: DueReview,
  commit: string,
  item: Pick<Judgement, 'kind' | 'id' | 'text'>,
  binding: Binding,
): Promise<Judgement> {
  const { kind, id, text } = item;
  if (binding.kind === 'waived')
    return { kind, id, text, outcome: 'waived', reason: binding.reason, gates: [] };
  if (binding.kind === 'unbound') {
    return { kind, id, text, outcome: 'unbound', reason: unboundReason(item), gates: [] };
  }
  const quality =
    kind === 'quality' ? context.live.plan.qualityGates.find((one) => one.id === id) : undefined;
  const limit = quality && documentLimitOf(quality);
  const judged = await runGates(context, {
    commit,
    gates: binding.gates,
    subject: { subject: `review:${review.name}#${review.number}` },
    ...(limit === undefined ? {} : { limit }),
  });
  // The coordinator ends: whoever comes next judges it.
  if (judged.kind === 'canceled') return new Promise(() => undefined);
  return judgementOf(item, judged.verdicts);
}

/**
 * What the verdicts of its gates make of a gate of the document. A person who answers for a red one lifts it out of the way, as
 * a waiver does: nothing is held back, and nothing is ticked by it.
 */
export function judgementOf(
  item: Pick<Judgement, 'kind' | 'id' | 'text'>,
  verdicts: GateVerdict[],
): Judgement {
  const gates = verdicts.map(({ gate, key, outcome, standing }) => ({ gate, key, outcome, standing }));
  const reds = verdicts.filter((verdict) => !isPass(verdict));
  if (reds.length > 0) return { ...item, outcome: 'red', reason: reds.map(evidenceOf).join('\n\n'), gates };
  const answered = verdicts.flatMap(({ gate, outcome, standing }) =>
    standing.kind === 'overridden'
      ? [`${gate} is ${outcome}, and ${standing.by} answers for it: ${standing.why}`]
      : [],
  );
  if (answered.length > 0) return { ...item, outcome: 'waived', reason: answered.join('; '), gates };
  return { ...item, outcome: 'passed', gates };
}

/** Closes what the validations allow to be closed; a refused handoff sends its task back to the side at fault. */
export async function settleHandoffs(context: Context, judged: Judged): Promise<'settled' | 'refused'> {
  const { store, fence, live, bindings } = context;
  const rows = await readHandoffs(store.database, fence.run);
  const attempts = await readAttempts(store.database, fence.run);
  let answer: 'settled' | 'refused' = 'settled';
  for (const judgement of judged.judgements.filter((candidate) => candidate.kind === 'handoff')) {
    const row = rows.findLast((candidate) => candidate.handoff === judgement.id);
    const handoff = live.plan.handoffs.find((candidate) => candidate.id === judgement.id);
    if (row === undefined || handoff === undefined) continue;
    const key = { handoff: row.handoff, delivery: row.delivery };
    const evidence = { gates: judgement.gates, integration: judged.integration };
    if (judgement.outcome === 'passed') await acceptHandoff(store, fence, key, evidence);
    if (judgement.outcome === 'waived')
      await acceptHandoff(store, fence, key, { ...evidence, waived: judgement.reason });
    if (judgement.outcome !== 'red') continue;
    answer = 'refused';
    const isProducer = handoffBindingOf(bindings, judgement.id).atFault === 'producer';
    const tasks = isProducer ? [handoff.producer!, handoff.consumer!] : [handoff.consumer!];
    const reopen = tasks.flatMap((task) => {
      const attempt = attempts.findLast((one) => one.task === task && one.state === 'integrated');
      return attempt === undefined ? [] : [{ task, attempt: attempt.number, session: attempt.session }];
    });
    // A repeated step: the tasks went back already, and the delivery that is there now has not been judged.
    if (reopen.length === 0) continue;
    const reason = `The handoff '${handoff.title}' was refused. ${judgement.reason}`;
    await refuseHandoff(store, fence, row, { reason, reopen, keepsDelivery: !isProducer, evidence });
  }
  return answer;
}

/** Second half: `text`, the document with its new statuses, is written, and `main` moves if nothing holds it back. */
export async function landReview(
  context: Context,
  review: DueReview,
  judged: Judged,
  text: string,
): Promise<NewReview | 'stale'> {
  const ends = endsOf(context, review, judged);
  const isHeld = judged.judgements.some(
    ({ kind, outcome }) => kind !== 'milestone' && (outcome === 'red' || outcome === 'unbound'),
  );
  if (isHeld) return ends.held(judged.integration, {});
  const remote = isByPullRequest(context) ? await fetchMain(context) : undefined;
  // Its statuses were written by the review that asked for it: another commit would need another pull request.
  if (remote?.kind === 'fetched' && (await holdsAllOf(context.repo, remote.commit, judged.integration)))
    return ends.bring(remote.commit, judged.integration);
  const landing = await writeStatuses(context, review, judged, text);
  if (landing === undefined) return 'stale';
  if (remote === undefined) return ends.bring(landing, landing);
  if (remote.kind === 'failed') return ends.later(landing, remote.reason);
  const { plan } = context.live;
  const proposal = await proposeLanding(context, {
    commit: landing,
    ...pullRequestText({ plan, run: context.fence.run, review, judged }),
  });
  return proposal.kind === 'failed'
    ? ends.later(landing, proposal.reason)
    : ends.waits(landing, proposal.pullRequest);
}

/** The ways in which a review can end; each is written down with what it judged, and may be repeated. */
function endsOf(context: Context, review: DueReview, judged: Judged) {
  const { store, fence } = context;
  const key = `review:${review.name}#${review.number}`;
  const record = async (
    verdict: NewReview['verdict'],
    main: string | null,
    evidence: Record<string, unknown>,
  ): Promise<NewReview> => {
    const { judgements, decisions = [] } = judged;
    const result: NewReview = {
      ...{ name: review.name, number: review.number, verdict, main },
      evidence: { generation: fence.generation, judgements, decisions, ...evidence },
    };
    await insertReview(store, fence, result);
    return result;
  };
  const held = (integration: string, more: Record<string, unknown>) =>
    record('held', null, { integration, ...more });
  const behind = async (integration: string, why: string) => {
    await recordEvent(store, fence, { key: `${key}:checkout`, kind: 'checkout_behind', data: { why } });
    return held(integration, { checkout: why });
  };
  return {
    held,
    /** `main` has to go to a commit that is there. */
    async bring(to: string, integration: string) {
      const checkout = await moveMain(context, review, to);
      return checkout.kind === 'moved' || checkout.kind === 'already'
        ? record('landed', to, { integration })
        : behind(integration, whyNot(context, checkout));
    },
    /** The way to a pull request is barred for now. */
    later: (integration: string, reason: string) =>
      behind(integration, `${reason}. It is tried again by the next review, or by 'muster resume'.`),
    async waits(integration: string, pullRequest: OpenPullRequest) {
      const data = { ...pullRequest };
      await recordEvent(store, fence, { key: `${key}:proposed`, kind: 'main_proposed', data });
      return held(integration, { pullRequest });
    },
  };
}

/**
 * The document with its statuses as the review leaves them. A step of its own: work goes on beside a review, so that a
 * landing which is repeated after a crash would read other facts and write another document.
 */
export async function documentAfter(context: Context, review: DueReview, judged: Judged): Promise<string> {
  const { repo, documentPath } = context;
  const text = (await readFileAt(repo, judged.integration, documentPath))!;
  const { plan } = compileDocument(text, context.library);
  const facts = await readFacts(context);
  return writeBack(text, plan, documentStatus({ plan, facts, limits: limitsOf(context), judged, review }));
}

/** Only what was judged lands: when the integration branch has moved on meanwhile, the review begins again. */
async function writeStatuses(
  context: Context,
  review: DueReview,
  judged: Judged,
  text: string,
): Promise<string | undefined> {
  const { repo, documentPath, store, fence } = context;
  const ref = `refs/heads/${context.integration}`;
  if (text === (await readFileAt(repo, judged.integration, documentPath)))
    return (await commitOf(repo, ref)) === judged.integration ? judged.integration : undefined;
  const { plan } = compileDocument(text, context.library);
  const commit = await commitFile(repo, {
    onto: judged.integration,
    path: documentPath,
    content: text,
    author: masterAuthor(plan),
    message: `Update the plan's status: ${review.name}`,
    // A repeated step makes the very same commit.
    date: judged.at,
  });
  const moved = await moveRef(repo, ref, commit, judged.integration, `muster: status after ${review.name}`, {
    isFastForward: true,
  });
  if (moved === 'stale') return undefined;
  await insertDocument(store, fence, { sha256: sha256(text), text, origin: 'write_back' });
  context.live = { plan, text };
  return commit;
}
