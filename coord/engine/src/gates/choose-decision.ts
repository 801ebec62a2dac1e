import { nearestName } from '@musterhq/plan';
import type { GateResult } from '@musterhq/store';
import type { GateBindings } from './gate-bindings.ts';
import { unlandedGateName } from './unlanded-gate.ts';

/** What a person's word on a gate comes to: a decision on what a commit holds, or why there is none to make. */
export type DecisionChoice =
  | { kind: 'decide'; decision: 'approved' | 'refused'; commit: string }
  | { kind: 'decide'; decision: 'overridden'; commit: string; outcome: string; isCandidate: boolean }
  | { kind: 'needless'; commit: string }
  | { kind: 'refused'; reason: string };

/**
 * A human gate is answered on what the integration branch holds. Any other gate says itself what it found: a red one may be
 * overridden, on what it was red on, and nobody refuses it. With `commit` both are on what that one holds.
 */
export function chooseDecision(order: {
  gate: string;
  answer: 'approve' | 'refuse';
  bindings: Pick<GateBindings, 'gates'>;
  tip: string;
  /** Of this gate, oldest first; with `commit` those on its contents. */
  results: readonly Pick<GateResult, 'key' | 'outcome' | 'commit'>[];
  commit?: string;
}): DecisionChoice {
  const { gate, answer, bindings, tip, results, commit } = order;
  const bound = bindings.gates[gate];
  if (bound === undefined) return { kind: 'refused', reason: unknownGate(gate, ownNames(bindings)) };
  if (bound.kind === 'human') {
    const on = commit ?? tip;
    if (on === '')
      return {
        kind: 'refused',
        reason: `There is nothing to decide on: no integration branch is there yet.`,
      };
    return { kind: 'decide', decision: answer === 'approve' ? 'approved' : 'refused', commit: on };
  }
  if (answer === 'refuse') {
    const reason = `'${gate}' is no question to a person: it says itself what it found (kind ${bound.kind}). To hold main back, bind a human gate beside it in gates.yaml; what has landed is taken back with 'muster revert BLOCK'.`;
    return { kind: 'refused', reason };
  }
  const last = results.at(-1);
  if (last === undefined) {
    const where = commit === undefined ? 'in this run yet' : `on what ${commit.slice(0, 10)} holds`;
    const reason = `'${gate}' was not judged ${where}: there is nothing red to answer for. 'muster gates' shows what each gate came to.`;
    return { kind: 'refused', reason };
  }
  if (last.outcome === 'passed') return { kind: 'needless', commit: last.commit };
  const isCandidate = last.key.startsWith('landing:');
  return { kind: 'decide', decision: 'overridden', commit: last.commit, outcome: last.outcome, isCandidate };
}

/** Without the one that every run has and nobody wrote. */
const ownNames = ({ gates }: Pick<GateBindings, 'gates'>): string[] =>
  Object.keys(gates).filter((name) => name !== unlandedGateName);

function unknownGate(gate: string, names: string[]): string {
  const nearest = nearestName(gate, names);
  if (nearest !== undefined) return `There is no gate '${gate}'; did you mean '${nearest}'?`;
  const known = names.length === 0 ? 'gates.yaml has none' : `gates.yaml has ${names.join(', ')}`;
  return `There is no gate '${gate}': ${known}.`;
}
