import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeTask } from '../test/make-plan.ts';
import { needsOf, orderOf } from './graph.ts';

const graph = (edges: Record<string, string[]>) =>
  Object.entries(edges).map(([id, needs]) => makeTask({ id, needs }));

describe('orderOf', () => {
  it('[G1] keeps the given order where nothing waits', () => {
    expect(orderOf(graph({ c: [], a: [], b: [] }))).toEqual({ kind: 'ordered', order: ['c', 'a', 'b'] });
  });

  it('[G1] puts every task after what it waits for', () => {
    expect(orderOf(graph({ d: ['b', 'c'], b: ['a'], c: ['a'], a: [] }))).toEqual({
      kind: 'ordered',
      order: ['a', 'b', 'c', 'd'],
    });
  });

  it('[G2] gives the cycle, and only it', () => {
    expect(orderOf(graph({ a: ['b'], b: ['c'], c: ['d'], d: ['b'] }))).toEqual({
      kind: 'cycle',
      cycle: ['b', 'c', 'd'],
    });
    expect(orderOf(graph({ a: ['a'] }))).toEqual({ kind: 'cycle', cycle: ['a'] });
  });

  it('[G1] passes over a need that names no task', () => {
    expect(orderOf(graph({ a: ['gone'] }))).toEqual({ kind: 'ordered', order: ['a'] });
  });

  it('[G1] orders a chain of 20,000 tasks', () => {
    const tasks = Array.from({ length: 20_000 }, (_, at) =>
      makeTask({ id: `t${at}`, needs: [`t${at + 1}`] }),
    );
    const answer = orderOf(tasks);
    expect(answer.kind === 'ordered' && answer.order[0]).toBe('t19999');
  });

  it('[G1][G2] orders any graph, or names a real cycle of it', () => {
    const edges = fc.array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(edges, (needs) => {
        const tasks = needs.map((list, at) => makeTask({ id: `${at}`, needs: list.map(String) }));
        const answer = orderOf(tasks);
        const needsOfTask = (id: string) =>
          tasks.find((task) => task.id === id)?.dependsOn.map((need) => need.task) ?? [];
        if (answer.kind === 'cycle') {
          answer.cycle.forEach((id, at) => {
            expect(needsOfTask(id)).toContain(answer.cycle[(at + 1) % answer.cycle.length]);
          });
        } else {
          expect(answer.order.toSorted()).toEqual(tasks.map((task) => task.id).toSorted());
          answer.order.forEach((id, at) => {
            for (const need of needsOfTask(id)) expect(answer.order.indexOf(need)).toBeLessThan(at);
          });
        }
      }),
      { numRuns: 200, seed: 2 },
    );
  });
});

describe('needsOf', () => {
  it('[G3] follows needs through others, and ends in a cycle too', () => {
    expect(needsOf(graph({ a: [], b: ['a'], c: ['b'], d: [] }), 'c')).toEqual(new Set(['a', 'b']));
    expect(needsOf(graph({ a: ['b'], b: ['a'] }), 'a')).toEqual(new Set(['a', 'b']));
  });
});
