import type { Plan, SourceRange, Task } from './plan.ts';

/** A part of the plan with the line it begins on in place of its ranges. */
type Printed<T> = Omit<T, 'range' | 'box' | 'value'> & { line: number };

export type TaskJson = Omit<Printed<Task>, 'dependsOn'> & {
  dependsOn: { task: string; reason: string; line: number; phrase: string }[];
};

export type PlanJson = Omit<
  Plan,
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
  | 'qualityGates'
  | 'statusLines'
  | 'sections'
  | 'progress'
> & {
  sessions: Printed<Plan['sessions'][number]>[];
  phases: Printed<Plan['phases'][number]>[];
  weeks: Printed<Plan['weeks'][number]>[];
  blocks: Printed<Plan['blocks'][number]>[];
  tasks: TaskJson[];
  oversights: Printed<Plan['oversights'][number]>[];
  rounds: Printed<Plan['rounds'][number]>[];
  handoffs: Printed<Plan['handoffs'][number]>[];
  resources: Printed<Plan['resources'][number]>[];
  branches: Printed<Plan['branches'][number]>[];
  milestones: Printed<Plan['milestones'][number]>[];
  qualityGates: Printed<Plan['qualityGates'][number]>[];
  statusLines: Printed<Plan['statusLines'][number]>[];
};

/** What `plan show --json` prints: the whole plan, with lines for people in place of offsets. */
export function planJson(plan: Plan): PlanJson {
  const { sections: _, progress: __, ...rest } = plan;
  return {
    ...rest,
    sessions: plan.sessions.map(printed),
    phases: plan.phases.map(printed),
    weeks: plan.weeks.map(printed),
    blocks: plan.blocks.map(printed),
    tasks: plan.tasks.map((task) => ({
      ...printed(task),
      dependsOn: task.dependsOn.map(({ task: id, reason, line, phrase }) => ({
        task: id,
        reason,
        line,
        phrase,
      })),
    })),
    oversights: plan.oversights.map(printed),
    rounds: plan.rounds.map(printed),
    handoffs: plan.handoffs.map(printed),
    resources: plan.resources.map(printed),
    branches: plan.branches.map(printed),
    milestones: plan.milestones.map(printed),
    qualityGates: plan.qualityGates.map(printed),
    statusLines: plan.statusLines.map(({ value, ...line }) => ({ ...line, line: value.line })),
  };
}

function printed<T extends { range: SourceRange; box?: SourceRange }>(
  part: T,
): Omit<T, 'range' | 'box' | 'value'> & { line: number } {
  const { range, box: _, ...rest } = part;
  return { ...rest, line: range.line } as Omit<T, 'range' | 'box' | 'value'> & { line: number };
}
