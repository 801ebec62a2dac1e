import { type Node, visitorKeys } from 'oxc-parser';

/** Visits every node, parents first; `ancestors` ends with the node's parent. */
export function walk(root: Node, visit: (node: Node, ancestors: readonly Node[]) => void): void {
  const ancestors: Node[] = [];
  const step = (node: Node): void => {
    visit(node, ancestors);
    ancestors.push(node);
    for (const child of childrenOf(node)) step(child);
    ancestors.pop();
  };
  step(root);
}

/** The direct children of a node in source order; `keys` narrows them to some of its fields. */
export function childrenOf(node: Node, keys: readonly string[] = visitorKeys[node.type] ?? []): Node[] {
  return keys.flatMap((key) => {
    const value = (node as unknown as Record<string, unknown>)[key];
    return Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [];
  });
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
  );
}

/** The name of a property access, `a.b` or `a['b']`; undefined where it is computed at run time. */
export function accessedName(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return literalText(node.property);
}

/** The text of a string literal or of a template without substitutions. */
export function literalText(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}
