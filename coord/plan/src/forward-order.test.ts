import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addEdge, forwardOrder } from './forward-order.ts';

const nodes = 8;
const edge = fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1));

/** The same by search: what the clever order has to agree with. */
function leadsTo(edges: readonly (readonly [number, number])[], from: number, to: number): boolean {
  const seen = new Set([from]);
  for (const node of seen) for (const [start, end] of edges) if (start === node) seen.add(end);
  return seen.has(to);
}

describe('forwardOrder', () => {
  it('[P31] refuses an edge exactly when it would close a circle, and keeps an order', () => {
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 30 }), (edges) => {
        const order = forwardOrder(nodes);
        const accepted: [number, number][] = [];
        for (const [from, to] of edges) {
          const isAccepted = addEdge(order, from, to);
          expect(isAccepted).toBe(!leadsTo(accepted, to, from));
          if (isAccepted) accepted.push([from, to]);
        }
        for (const [from, to] of accepted) expect(order.position[from]).toBeLessThan(order.position[to]!);
        expect(order.position.toSorted()).toEqual(Array.from({ length: nodes }, (_, index) => index));
      }),
      { seed: 20260302, numRuns: 300 },
    );
  });
});
