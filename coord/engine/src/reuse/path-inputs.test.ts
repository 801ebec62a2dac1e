import { describe, expect, test } from 'vitest';
import { launchPlan } from '../../test/documents.ts';
import { compilePlan } from '../../test/make-facts.ts';
import { workOf } from '../work.ts';
import { hashByPlace, reachOf, upstreamOf } from './path-inputs.ts';

const plan = compilePlan(launchPlan);
const workAt = (label: string) => workOf(plan, []).find((work) => work.label === label)!;
const labelsOf = (ids: Set<string>) => plan.tasks.filter(({ id }) => ids.has(id)).map(({ label }) => label);

describe('[R3] files that a task is made from', () => {
  const reaches = (label: string) => {
    const reach = reachOf(plan, workAt(label), new Set(['PLAN.md']));
    const paths = [
      'content_templates/a',
      'src/b',
      'analytics_dashboard/c',
      'tools/d',
      'test-integration.js',
      'PLAN.md',
    ];
    return Object.fromEntries(paths.map((path) => [path, reach(path)]));
  };

  test('are its own, what it waits for, what is shared and what nobody owns; never the document', () => {
    expect(reaches('b1s3')).toEqual({
      'content_templates/a': 'read',
      'src/b': 'own',
      'analytics_dashboard/c': 'none',
      'tools/d': 'read',
      'test-integration.js': 'read',
      'PLAN.md': 'none',
    });
    expect(reaches('b1s2')).toMatchObject({
      'content_templates/a': 'own',
      'src/b': 'none',
      'tools/d': 'read',
    });
  });

  test('are of the master what nobody owns', () => {
    expect(reaches('b3s1')).toMatchObject({ 'tools/d': 'own', 'test-integration.js': 'read' });
  });

  test('come with all that a task stands on, however far', () => {
    expect(labelsOf(upstreamOf(plan, workAt('b1s2')))).toEqual([]);
    const direct = new Set(workAt('b2s3').dependsOn.map(({ task }) => task));
    const all = upstreamOf(plan, workAt('b2s3'));
    expect([...direct].every((task) => all.has(task))).toBe(true);
    expect(labelsOf(all)).toEqual(expect.arrayContaining(['b1s2', 'b1s3']));
  });

  test('are hashed by the first folder, whatever their order, with their modes', () => {
    const file = (path: string, object: string, mode = '100644') => ({ path, mode, object });
    const one = hashByPlace([file('a/x', '1'), file('a/y', '2'), file('b', '3')]);
    expect(Object.keys(one)).toEqual(['a/', 'b']);
    expect(hashByPlace([file('b', '3'), file('a/y', '2'), file('a/x', '1')])).toEqual(one);
    expect(hashByPlace([file('a/x', '1'), file('a/y', '2', '100755'), file('b', '3')])['a/']).not.toBe(
      one['a/'],
    );
  });
});
