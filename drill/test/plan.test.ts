import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { compile, type Plan } from '@musterhq/plan';
import { describe, expect, test } from 'vitest';
import { documentFile, drillFolder, readGates, readRunbook } from './drill-files.ts';

const documents = [
  ['the launch plan', `${drillFolder}/${documentFile}`],
  ["the mission's document", `${drillFolder}/../../shared/seed/${documentFile}`],
] as const;
const present = documents.filter(([, file]) => existsSync(file));
test.skipIf(present.length === documents.length)(
  "the mission's document is not beside this clone",
  (context) => context.skip('../shared/seed is absent: the launch plan alone is looked at'),
);

const [runbook, gates] = await Promise.all([readRunbook(), readGates()]);
const plans = await Promise.all(
  present.map(async ([name, file]) => [name, compile(await readFile(file, 'utf8')).plan] as const),
);

const idsOf = (items: { id: string }[]): string[] => items.map(({ id }) => id).sort();
const checksOf = (plan: Plan) => plan.oversights.flatMap(({ checks }) => checks);

describe.each(plans)('%s', (_, plan) => {
  test('the runbook has an entry for every task and for nothing else', () => {
    expect([...runbook.tasks.keys()].sort()).toEqual(idsOf(plan.tasks));
  });

  test('whatever is to be judged is bound, waived or open', () => {
    expect(Object.keys(gates.tasks).sort()).toEqual(idsOf(plan.tasks));
    expect(Object.keys(gates.oversight).sort()).toEqual(idsOf(checksOf(plan)));
    expect(Object.keys(gates.quality).sort()).toEqual(idsOf(plan.qualityGates));
    expect(Object.keys(gates.handoffs).sort()).toEqual(idsOf(plan.handoffs));
    expect(Object.keys(gates.milestones).sort()).toEqual(idsOf(plan.milestones));
  });
});

test('both documents let the same tasks wait for the same others', () => {
  const [launch, mission] = plans.map(([, plan]) =>
    plan.tasks.map(({ id, dependsOn }) => [id, dependsOn.map(({ task }) => task).sort()]),
  );
  expect(launch).toEqual(mission);
});
