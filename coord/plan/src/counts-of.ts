import type { Plan } from './plan.ts';

export type PlanCounts = Record<
  | 'sessions'
  | 'phases'
  | 'weeks'
  | 'blocks'
  | 'tasks'
  | 'oversights'
  | 'rounds'
  | 'handoffs'
  | 'resources'
  | 'branches'
  | 'milestones'
  | 'gates',
  number
>;

/** How many of each the document has; branches that it does not name itself are not counted. */
export function countsOf(plan: Plan): PlanCounts {
  return {
    sessions: plan.sessions.length,
    phases: plan.phases.length,
    weeks: plan.weeks.length,
    blocks: plan.blocks.length,
    tasks: plan.tasks.length,
    oversights: plan.oversights.length,
    rounds: plan.rounds.length,
    handoffs: plan.handoffs.length,
    resources: plan.resources.length,
    branches: plan.branches.filter((branch) => !branch.isDefault).length,
    milestones: plan.milestones.length,
    gates: plan.qualityGates.length,
  };
}
