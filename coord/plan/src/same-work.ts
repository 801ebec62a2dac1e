import type { Plan } from './plan.ts';

/** A thing of a plan as it is compared: its id, its fields, and the keys it is known by, the surest first. */
export type Comparable = { id: string; values: Map<string, string>; keys: readonly string[] };

/**
 * Which thing of the plan before each thing of the plan after is. Ids of blocks, tasks and milestones are made of
 * their days, so an edit of dates gives the same work another id, and may give its old id to other work: words come
 * before ids. Every thing is matched once.
 */
export function samePairs(
  before: readonly Comparable[],
  after: readonly Comparable[],
): Map<string, Comparable> {
  const pairs = new Map<string, Comparable>();
  const taken = new Set<string>();
  const rounds = after[0]?.keys.length ?? 0;
  for (let round = 0; round < rounds; round++) {
    const byKey = new Map<string, Comparable[]>();
    for (const old of before) {
      const key = old.keys[round]!;
      if (!taken.has(old.id)) byKey.set(key, [...(byKey.get(key) ?? []), old]);
    }
    for (const thing of after) {
      const old = pairs.has(thing.id) ? undefined : byKey.get(thing.keys[round]!)?.shift();
      if (!old) continue;
      pairs.set(thing.id, old);
      taken.add(old.id);
    }
  }
  return pairs;
}

/** Where a thing stands, what it is called there, and what write-back writes about it, as against what it says. */
const noFacts = new Set(['id', 'label', 'range', 'line', 'box', 'isChecked', 'isDefault', 'also']);

/** What is compared of a thing; `names` are further ways to know it, the surest first, and its id comes last. */
export function comparable(thing: { id: string | number }, names: readonly unknown[] = []): Comparable {
  const id = String(thing.id);
  const said = names.map((name) => JSON.stringify(name));
  const entries = Object.entries(thing).filter(
    ([field, value]) => !noFacts.has(field) && value !== undefined,
  );
  return {
    id,
    values: new Map(entries.map(([field, value]) => [field, canonical(value)])),
    keys: [...said.flatMap((name) => [`${name} ${id}`, name]), id],
  };
}

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (key, inner: unknown) => (noFacts.has(key) && key !== 'id' ? undefined : inner)) ??
    ''
  );
}

export function comparableTasks(plan: Plan): Comparable[] {
  const titles = new Map(plan.blocks.map((block) => [block.id, block.title]));
  return plan.tasks.map(({ block, dependsOn, firstDay, lastDay, ...task }) => {
    const { session, text, deliverable } = task;
    const needs = dependsOn.map((need) => need.task).toSorted();
    const said = { ...task, days: [firstDay, lastDay], dependsOn: needs };
    return comparable(said, [
      [session, text, deliverable],
      [session, titles.get(block)],
    ]);
  });
}
