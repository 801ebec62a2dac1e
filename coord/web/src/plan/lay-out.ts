import type { PlanView } from '../live/facts.ts';

type Graph = PlanView['graph'];
type Point = { x: number; y: number };

export const nodeSize = { width: 180, height: 46 };
const apart = { x: 62, y: 20 };
const top = 34;
const side = 16;

export type Edge = Graph['edges'][number] & {
  key: string;
  fromLabel: string;
  toLabel: string;
  isCritical: boolean;
  path: string;
  middle: Point;
};

/** Blocks are columns in the order of their days, sessions are rows: a session has at most one task in a block. */
export function layOut({ nodes, edges, criticalPath }: Graph) {
  const blocks = [...new Map(nodes.map(({ block, fromDay }) => [block, fromDay]))]
    .sort(([, one], [, other]) => one - other)
    .map(([block]) => block);
  const sessions = [...new Set(nodes.map(({ session }) => session))].sort((one, other) => one - other);
  const critical = new Set(criticalPath);
  const columns = blocks.map((block, index) => ({ block, x: side + index * (nodeSize.width + apart.x) }));
  const placed = nodes.map((node) => ({
    ...node,
    isCritical: critical.has(node.task),
    x: columns.find(({ block }) => block === node.block)!.x,
    y: top + sessions.indexOf(node.session) * (nodeSize.height + apart.y),
  }));
  const byTask = new Map(placed.map((node) => [node.task, node]));
  return {
    columns,
    nodes: placed,
    edges: edges.flatMap((edge): Edge[] => {
      const [from, to] = [byTask.get(edge.from), byTask.get(edge.to)];
      if (from === undefined || to === undefined) return [];
      return [
        {
          ...edge,
          key: `${edge.from} ${edge.to} ${edge.reason} ${edge.line}`,
          fromLabel: from.label,
          toLabel: to.label,
          isCritical: isNext(criticalPath, edge),
          ...curve(from, to),
        },
      ];
    }),
    width: side * 2 + columns.length * (nodeSize.width + apart.x) - apart.x,
    height: top + sessions.length * (nodeSize.height + apart.y),
  };
}

const isNext = (path: readonly string[], { from, to }: { from: string; to: string }): boolean =>
  path.some((task, index) => task === from && path[index + 1] === to);

/** From the right side to the left one; within a column around the right side. */
function curve(from: Point, to: Point): { path: string; middle: Point } {
  const start = { x: from.x + nodeSize.width, y: from.y + nodeSize.height / 2 };
  const isSameColumn = from.x === to.x;
  const end = { x: isSameColumn ? to.x + nodeSize.width : to.x, y: to.y + nodeSize.height / 2 };
  const bend = isSameColumn ? apart.x * 0.6 : Math.max(apart.x * 0.5, (end.x - start.x) * 0.5);
  const back = isSameColumn ? end.x + bend : end.x - bend;
  return {
    path: `M${start.x} ${start.y} C${start.x + bend} ${start.y} ${back} ${end.y} ${end.x} ${end.y}`,
    middle: { x: (start.x + end.x) / 2, y: (start.y + end.y) / 2 },
  };
}
