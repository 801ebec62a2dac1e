/**
 * A graph that takes edges one by one and refuses the one that would close a circle. It keeps a topological order
 * up to date (Pearce and Kelly, "A dynamic topological sort algorithm for directed acyclic graphs", 2006): an edge
 * that already points forward costs nothing, and one that does not costs the nodes between its ends.
 */
export type ForwardOrder = { after: number[][]; before: number[][]; position: number[] };

export function forwardOrder(count: number): ForwardOrder {
  const lists = () => Array.from({ length: count }, (): number[] => []);
  return { after: lists(), before: lists(), position: Array.from({ length: count }, (_, node) => node) };
}

/** False, and nothing changed, when `to` already leads to `from`. */
export function addEdge(order: ForwardOrder, from: number, to: number): boolean {
  if (from === to) return false;
  const low = order.position[to]!;
  const high = order.position[from]!;
  if (low < high) {
    const ahead = reached(to, order.after, (node) => order.position[node]! <= high);
    if (ahead.includes(from)) return false;
    const behind = reached(from, order.before, (node) => order.position[node]! >= low);
    reorder(order, behind, ahead);
  }
  order.after[from]!.push(to);
  order.before[to]!.push(from);
  return true;
}

function reached(start: number, edges: readonly number[][], isBetween: (node: number) => boolean): number[] {
  const seen = new Set([start]);
  for (const node of seen) for (const next of edges[node]!) if (isBetween(next)) seen.add(next);
  return [...seen];
}

/** Gives the places of both groups to the first group, then the second, each in the order it had. */
function reorder(order: ForwardOrder, first: number[], second: number[]): void {
  const { position } = order;
  const byPosition = (a: number, b: number) => position[a]! - position[b]!;
  const nodes = [...first.sort(byPosition), ...second.sort(byPosition)];
  const places = nodes.map((node) => position[node]!).sort((a, b) => a - b);
  nodes.forEach((node, index) => {
    position[node] = places[index]!;
  });
}
