import { type Forecast, forecast, type Plan } from '@musterhq/plan';
import type { Environment } from '../environment.ts';
import { print, table } from '../print.ts';
import { readPlan } from '../read-plan.ts';

const dayMs = 86_400_000;

/** From the dates of the plan alone; `muster status` knows what was observed. */
export async function planForecast(
  environment: Environment,
  document: string,
  flags: { start?: string; json?: boolean },
): Promise<void> {
  const { plan } = await readPlan(environment, document);
  const startDate = flags.start ?? new Date().toISOString().slice(0, 10);
  const value = forecast(
    plan,
    { nowMs: 0, tasks: {} },
    { startDate, pace: { dayMs }, estimate: 'block_days' },
  );
  print(value, flags.json, (one) => forecastLines(plan, one));
}

export function forecastLines(plan: Plan, value: Forecast): string[] {
  const label = (id: string) => plan.tasks.find((task) => task.id === id)?.label ?? id;
  if (value.kind === 'not_enough_data')
    return [`Not enough data: ${value.have} of ${value.need} ${value.of} are known.`];
  if (value.kind === 'cycle')
    return [`The tasks wait for each other in a circle: ${value.cycle.map(label).join(', ')}.`];
  const days = (ms: number) => `day ${(ms / dayMs + 1).toFixed(1)}`;
  return [
    ...table(
      value.tasks.map((task) => [
        label(task.task),
        days(task.startMs),
        days(task.finishMs),
        task.state === 'finished' ? 'finished' : `slack ${(task.slackMs / dayMs).toFixed(1)} days`,
      ]),
    ),
    '',
    `Critical path: ${value.criticalPath.map(label).join(', ')}`,
    ...value.milestones.map((milestone) => {
      const known = plan.milestones.find((one) => one.id === milestone.milestone);
      if (milestone.kind === 'not_enough_data') return `Day ${known?.day}: not enough data`;
      if (milestone.kind === 'undated')
        return `Day ${known?.day}: ${known?.text}, decided by ${label(milestone.decidedBy)}`;
      const slip = slipWords(milestone.slipDays);
      return `Day ${known?.day}: ${known?.text}: ${milestone.date}, ${slip}, decided by ${label(milestone.decidedBy)}`;
    }),
  ];
}

function slipWords(days: number): string {
  if (days === 0) return 'on time';
  return days > 0 ? `${days} days late` : `${-days} days early`;
}
