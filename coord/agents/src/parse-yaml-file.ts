import { nearestName } from '@musterhq/plan';
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { FileDiagnostic } from './file-diagnostic.ts';

export type Place = { line: number; column: number };

/** A checked file: `placeOf` leads back from a value (keys and indexes) to where it stands. */
export type YamlFile<T> = {
  value?: T;
  diagnostics: FileDiagnostic[];
  placeOf(path: readonly PropertyKey[]): Place;
};

/**
 * Reads a YAML text against a schema and names every mistake with its place. Rules are `<kind>/syntax`, `<kind>/unknown-key`
 * and `<kind>/shape`. `firstLine` is the line of the file where the text begins, for YAML inside another file.
 */
export function parseYamlFile<T>({
  text,
  file,
  kind,
  schema,
  firstLine = 1,
}: {
  text: string;
  file: string;
  kind: string;
  schema: z.ZodType<T>;
  firstLine?: number;
}): YamlFile<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line) + firstLine - 1, column: Math.max(1, col) };
  };
  const placeOf = (path: readonly PropertyKey[]): Place => placeAt(offsetOf(document.contents, path));
  const finding = (rule: string, message: string, place: Place, fix?: string): FileDiagnostic => ({
    rule: `${kind}/${rule}`,
    severity: 'error',
    message,
    ...place,
    file,
    ...(fix === undefined ? {} : { fix }),
  });

  if (document.errors.length > 0) {
    const diagnostics = document.errors.map((error) =>
      finding('syntax', error.message, placeAt(error.pos[0])),
    );
    return { diagnostics, placeOf };
  }
  const parsed = schema.safeParse(document.toJS() ?? {});
  if (parsed.success) return { value: parsed.data, diagnostics: [], placeOf };
  const diagnostics = parsed.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      const where = issue.path.length === 0 ? 'the file' : `'${issue.path.join('.')}'`;
      return [finding('shape', `${where}: ${issue.message}`, placeOf(issue.path))];
    }
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => {
      const near = nearestName(key, known);
      const message = `'${key}' is not a key here; known: ${known.join(', ')}`;
      const place = placeOf([...issue.path, key]);
      return finding('unknown-key', message, place, near === undefined ? undefined : `write '${near}'`);
    });
  });
  return { diagnostics, placeOf };
}

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
      const items = (node as { items?: Node[] } | null)?.items;
      node = items?.[Number(step)];
      offset = (node as Node | undefined)?.range?.[0] ?? offset;
    }
  }
  return offset;
}

/** The keys that the schema takes at a path, read from its JSON Schema so that no list is written twice. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  type Shape = { properties?: Record<string, Shape>; additionalProperties?: Shape; items?: Shape };
  let shape: Shape | undefined = schema.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as Shape;
  for (const step of path)
    shape =
      typeof step === 'number'
        ? shape?.items
        : (shape?.properties?.[String(step)] ?? shape?.additionalProperties);
  return Object.keys(shape?.properties ?? {});
}
