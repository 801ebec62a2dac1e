import { commitOf } from '@musterhq/git';
import { type GateDecision, type GateResult, insertGateDecision, type Run } from '@musterhq/store';
import type { Surroundings } from '../open-run.ts';
import { chooseDecision } from './choose-decision.ts';
import type { Gate } from './gate.ts';
import { definitionHash } from './gate-environment.ts';
import { findContents, type GateFacts, readGateFacts } from './read-gates.ts';

/** What became of a person's word on a gate. */
export type GateAnswer =
  | { kind: 'refused'; reason: string }
  /** It passed on what this commit holds: there is nothing to answer for. */
  | { kind: 'needless'; gate: string; commit: string }
  | {
      /** `already`: the same word of the same person is there. */
      kind: 'recorded' | 'already';
      /** Of the decision; its event has the key `gate-decision:ID`. */
      id: number;
      gate: string;
      gateKind: Gate['kind'];
      decision: GateDecision['decision'];
      /** What an overridden gate had come to. */
      outcome: string | null;
      /** It was red on work that was to land, and not in a review. */
      isCandidate: boolean;
      by: string;
      why: string;
      at: string;
      commit: string;
      contents: string;
      /** The integration branch holds the same, the plan's document aside. */
      isOfTip: boolean;
      run: Pick<Run, 'id' | 'state' | 'coordinator'>;
    };

/**
 * Writes down what a person says of a gate: an event, and a request that wakes the coordinator. It may be repeated, and may be
 * said while no coordinator lives: the next one hears it.
 */
export async function decideGate(
  around: Surroundings,
  order: { gate: string; answer: 'approve' | 'refuse'; by: string; why: string; commit?: string },
): Promise<GateAnswer> {
  const { gate, answer, by } = order;
  const why = order.why.trim();
  if (why === '') return { kind: 'refused', reason: 'Say why: the reason is kept with the decision.' };
  const facts = await readGateFacts(around);
  const { run, bindings, tip, decisions } = facts;
  if (run.state === 'finished' || run.state === 'abandoned')
    return { kind: 'refused', reason: `Run ${run.id} is ${run.state}: no gate of it is open any more.` };
  const asked = order.commit === undefined ? undefined : await findContents(around, run, order.commit);
  if (order.commit !== undefined && asked === undefined)
    return { kind: 'refused', reason: `The repository holds no commit ${order.commit}.` };
  const choice = chooseDecision({
    ...{ gate, answer, bindings, tip },
    results: await resultsOn(around, facts, { gate, contents: asked }),
    ...(order.commit === undefined ? {} : { commit: await commitOf(around.repo, order.commit) }),
  });
  if (choice.kind === 'refused') return choice;
  if (choice.kind === 'needless') return { ...choice, gate };
  const { decision, commit } = choice;
  const contents = asked ?? (await findContents(around, run, commit));
  if (contents === undefined)
    return {
      kind: 'refused',
      reason: `The repository does not hold ${commit} any more; name another with --commit.`,
    };
  const definition = definitionHash(bindings.gates[gate]!);
  const last = decisions.findLast(
    (one) => one.gate === gate && one.definition === definition && one.contents === contents,
  );
  const isSame = last?.decision === decision && last.by === by && last.why === why;
  const row = isSame
    ? last
    : await insertGateDecision(around.store, run.id, { gate, definition, contents, decision, by, why });
  return {
    kind: isSame ? 'already' : 'recorded',
    id: row.id,
    gate,
    gateKind: bindings.gates[gate]!.kind,
    decision,
    outcome: choice.decision === 'overridden' ? choice.outcome : null,
    isCandidate: choice.decision === 'overridden' && choice.isCandidate,
    ...{ by, why, at: row.at.toISOString(), commit, contents },
    isOfTip: tip !== '' && contents === (await findContents(around, run, tip)),
    run: { id: run.id, state: run.state, coordinator: run.coordinator },
  };
}

/** Of this gate, oldest first; with `contents` only what was judged on those. */
async function resultsOn(
  around: Surroundings,
  { run, results }: GateFacts,
  { gate, contents }: { gate: string; contents: string | undefined },
): Promise<GateResult[]> {
  const own = results.filter((one) => one.gate === gate && one.run === run.id);
  if (contents === undefined) return own;
  const held = await Promise.all(own.map(({ commit }) => findContents(around, run, commit)));
  return own.filter((_, index) => held[index] === contents);
}
