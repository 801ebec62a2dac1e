import { type Block, checksOf, type Plan } from '@musterhq/plan';
import type { Judgement } from '../review.ts';
import { type Binding, bindingOf, type GateBindings, handoffBindingOf } from './gate-bindings.ts';

/** A gate of the document's prose, and what `gates.yaml` makes of it. */
export type DocumentGate = Pick<Judgement, 'kind' | 'id' | 'text'> & {
  /** `open`: a milestone that is kept open with a reason. */
  binding: Binding | { kind: 'open'; reason: string };
};

/** What the master checks in a block: its oversight, or the plan's quality gates, which are bound by their own ids. */
export function blockGatesOf(
  plan: Plan,
  bindings: GateBindings,
  block: Pick<Block, 'id'>,
): (DocumentGate & { binding: Binding })[] {
  const hasOversight = plan.oversights.some((own) => own.block === block.id);
  return checksOf(plan, block).map(({ id, key, text }) => {
    const gate = hasOversight ? undefined : plan.qualityGates.find((one) => one.id === key);
    return gate === undefined
      ? { kind: 'oversight', id, text, binding: bindingOf(bindings.oversight[id]) }
      : { kind: 'quality', id: gate.id, text: gate.text, binding: bindingOf(bindings.quality[gate.id]) };
  });
}

/** Every gate of the document, each once, in the order in which reviews come to them. */
export function documentGatesOf(plan: Plan, bindings: GateBindings): DocumentGate[] {
  const blocks = plan.blocks.flatMap((block) => blockGatesOf(plan, bindings, block));
  const handoffs = plan.handoffs
    // Without a consumer nothing is ever judged by it.
    .filter(({ consumer }) => consumer !== undefined)
    .map(({ id, validation }): DocumentGate => {
      const binding = handoffBindingOf(bindings, id);
      return { kind: 'handoff', id, text: validation, binding };
    });
  const milestones = plan.milestones.map(({ id, text }): DocumentGate => {
    const entry = bindings.milestones[id];
    const isOpen = entry !== undefined && !Array.isArray(entry);
    const binding = isOpen ? { kind: 'open' as const, reason: entry.open } : bindingOf(entry);
    return { kind: 'milestone', id, text, binding };
  });
  const all = [...blocks, ...handoffs, ...milestones];
  return all.filter(
    (gate, index) => all.findIndex(({ kind, id }) => kind === gate.kind && id === gate.id) === index,
  );
}

/** Why a gate of the document that nothing is bound to holds `main` back, and what to do about it. */
export function unboundReason({ kind, id }: Pick<Judgement, 'kind' | 'id'>): string {
  const section = {
    oversight: 'oversight',
    quality: 'quality',
    handoff: 'handoffs',
    milestone: 'milestones',
  };
  return `nothing in gates.yaml is bound to it: bind a gate under '${section[kind]}.${id}', or waive it there with a reason`;
}
