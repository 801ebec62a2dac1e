import { expect, test } from 'vitest';
import { launchPlan } from '../test/documents.ts';
import { compilePlan } from '../test/make-facts.ts';
import { startedTask } from './started-task.ts';

const plan = compilePlan(launchPlan);
const text = plan.tasks.find((task) => task.label === 'b1s3')!.start!.text;

test('[E1] a start command of the document is its task, however it is spaced and in any case', () => {
  expect(startedTask(plan, text)?.label).toBe('b1s3');
  expect(startedTask(plan, `  ${text.replaceAll(' ', '\n  ').toUpperCase()} `)?.label).toBe('b1s3');
});

test('[E1] it is the task of its own session alone', () => {
  expect(startedTask(plan, text, 3)?.label).toBe('b1s3');
  expect(startedTask(plan, text, 2)).toBeUndefined();
});

test('[E1] another text starts no task of the document', () => {
  expect(startedTask(plan, `${text} and more`)).toBeUndefined();
  expect(startedTask(plan, '')).toBeUndefined();
});
