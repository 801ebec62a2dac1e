import { compile } from '@musterhq/plan';
import { expect, test } from 'vitest';
import { launchPlan } from '../test/documents.ts';
import { carriedWork } from './carried-work.ts';

const planOf = (text: string) => compile(text).plan;
const ids = (after: string) =>
  carriedWork('r1', planOf(launchPlan), planOf(after)).tasks.map((task) => task.to);
const all = planOf(launchPlan).tasks.map((task) => task.id);

test('of an unchanged plan everything is carried over, handoffs too', () => {
  const carried = carriedWork('r1', planOf(launchPlan), planOf(launchPlan));
  expect(carried.tasks).toEqual(all.map((id) => ({ from: id, to: id })));
  expect(carried.handoffs).toHaveLength(3);
});

test('a task whose words changed is work to do, and so is its handoff', () => {
  const after = launchPlan.replace('A content calendar of thirty days', 'A content calendar of sixty days');
  expect(ids(after)).toEqual(all.filter((id) => id !== 'p4.d1-2.s2'));
  expect(carriedWork('r1', planOf(launchPlan), planOf(after)).handoffs).toHaveLength(2);
});

test('a new block is work to do and leaves the rest as it was', () => {
  const after = launchPlan.replace(
    '#### **Day 11-14',
    '#### **Day 11-11: One more**\n```yaml\nSession_2_Tasks:\n  primary_task: "Thank the first studios"\n  deliverable: "A letter of thanks"\n```\n\n#### **Day 11-14',
  );
  expect(ids(after)).toEqual(all);
});
