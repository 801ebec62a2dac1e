import { planJson } from '@musterhq/plan';
import type { Environment } from '../environment.ts';
import { print, table } from '../print.ts';
import { readPlan } from '../read-plan.ts';

export async function planShow(
  environment: Environment,
  document: string,
  flags: { json?: boolean },
): Promise<void> {
  const { plan } = await readPlan(environment, document);
  const label = (id: string) => plan.tasks.find((task) => task.id === id)?.label ?? id;
  print(planJson(plan), flags.json, () => [
    plan.title,
    '',
    ...plan.sessions.map(
      (session) =>
        `Session ${session.id}  ${session.name} (${session.role})${session.isMaster ? ', master' : ''}: ${session.agents.join(', ')}`,
    ),
    ...plan.blocks.flatMap((block) => [
      '',
      `${block.label}  day ${block.firstDay} to ${block.lastDay}  ${block.title}`,
      ...table(
        plan.tasks
          .filter((task) => task.block === block.id)
          .map((task) => [
            `  ${task.label}`,
            task.id,
            task.agents.join(', '),
            `${task.deliverable ?? ''}${task.dependsOn.length === 0 ? '' : ` (after ${task.dependsOn.map((one) => label(one.task)).join(', ')})`}`,
          ]),
      ),
    ]),
  ]);
}
