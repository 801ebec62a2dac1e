import { expect, test } from 'vitest';
import { layOut } from './lay-out.ts';

const node = (task: string, session: number, block: string, fromDay: number) => ({
  ...{ task, label: task, title: '', session, block, fromDay, toDay: fromDay, state: 'waiting' },
});
const edge = (from: string, to: string) => ({ from, to, reason: 'handoff', phrase: 'then', line: 7 });

test('blocks stand in the order of their days and sessions below each other, whatever their order in the plan', () => {
  const { nodes, columns } = layOut({
    nodes: [node('late', 3, 'second', 4), node('early', 2, 'first', 1), node('other', 3, 'first', 1)],
    edges: [],
    criticalPath: [],
  });
  const at = (task: string) => nodes.find((one) => one.task === task)!;
  expect(columns.map(({ block }) => block)).toEqual(['first', 'second']);
  expect(at('early').x).toBe(at('other').x);
  expect(at('early').y).toBeLessThan(at('other').y);
  expect(at('late').x).toBeGreaterThan(at('early').x);
  expect(at('late').y).toBe(at('other').y);
});

test('an edge is critical when the path takes it, not when both its ends are on the path', () => {
  const { edges } = layOut({
    nodes: [node('a', 1, 'x', 1), node('b', 2, 'x', 1), node('c', 3, 'y', 2)],
    edges: [edge('a', 'b'), edge('b', 'c'), edge('a', 'c'), edge('a', 'gone')],
    criticalPath: ['a', 'b', 'c'],
  });
  expect(edges.map(({ from, to, isCritical }) => [from, to, isCritical])).toEqual([
    ['a', 'b', true],
    ['b', 'c', true],
    ['a', 'c', false],
  ]);
});
