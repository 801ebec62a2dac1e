import type { Block, OversightCheck, Plan } from './plan.ts';

/** What the master checks in a block: its oversight, or the plan's quality gates where it has none. */
export function checksOf(plan: Plan, block: Pick<Block, 'id'>): OversightCheck[] {
  const own = plan.oversights
    .filter((oversight) => oversight.block === block.id)
    .flatMap((oversight) => oversight.checks);
  if (own.length > 0) return own;
  return plan.qualityGates.map((gate) => ({
    id: `${block.id}.${gate.id}`,
    key: gate.id,
    text: gate.text ? `${gate.name}: ${gate.text}` : gate.name,
    line: gate.range.line,
  }));
}
