import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Diagnostic, Parsed } from './diagnostic.ts';

export type Place = { line: number; column: number };
/** A parsed file that can still say where each value stood. */
export type Placed<Value> = Parsed<Value> & { placeOf(path: readonly PropertyKey[]): Place };

/**
 * Reads YAML against a schema and names every mistake with its place, under the rules `<kind>/syntax`, `<kind>/unknown-key`
 * and `<kind>/shape`. JSON is YAML too, so a calendar in JSON is read the same way.
 */
export function parseYaml<Value>(text: string, kind: string, schema: z.ZodType<Value>): Placed<Value> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const placeOf = (path: readonly PropertyKey[]): Place => placeAt(offsetOf(document.contents, path));
  if (document.errors.length > 0) {
    const diagnostics = document.errors.map(({ message, pos }) => ({
      ...error(`${kind}/syntax`, message),
      ...placeAt(pos[0]),
    }));
    return { diagnostics, placeOf };
  }
  const parsed = schema.safeParse(document.toJS() ?? {});
  if (parsed.success) return { value: parsed.data, diagnostics: [], placeOf };
  const diagnostics = parsed.error.issues.flatMap((issue): Diagnostic[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        ...error(`${kind}/unknown-key`, `'${[...issue.path, key].join('.')}' is not a key of a ${kind}`),
        ...placeOf([...issue.path, key]),
        fix: 'correct its spelling, or take it out',
      }));
    }
    const where = issue.path.length === 0 ? `the ${kind}` : `'${issue.path.join('.')}'`;
    // As Zod tells of what is not there.
    const absent = /^Invalid input: (expected .*), received undefined$/.exec(issue.message)?.[1];
    const message = absent === undefined ? `${where}: ${issue.message}` : `${where} is missing: ${absent}`;
    return [{ ...error(`${kind}/shape`, message), ...placeOf(issue.path) }];
  });
  return { diagnostics, placeOf };
}

const error = (rule: string, message: string) => ({ rule, severity: 'error' as const, message });

/** Where the value of a path begins; for a key of a map where the key stands; for what is absent its nearest parent. */
function offsetOf(root: Node | null, path: readonly PropertyKey[]): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
      if (pair === undefined) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      node = pair.value;
    } else {
      if (!isSeq(node)) return offset;
      node = node.items[Number(step)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    }
  }
  return offset;
}
