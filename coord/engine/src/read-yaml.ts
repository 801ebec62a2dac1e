import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { EngineError } from './engine-error.ts';

type Issue = z.core.$ZodIssue;

/** Reads one of the YAML files beside the document; a mistake is told with file, line, column and what was expected. */
export function readYaml<Schema extends z.ZodType>(
  text: string,
  file: string,
  schema: Schema,
): z.infer<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const { line, col } = lines.linePos(broken.pos[0]);
    throw new EngineError(
      'configuration_invalid',
      `${file}:${line}:${col} is not valid YAML: ${broken.message.split('\n')[0]}`,
    );
  }
  const parsed = schema.safeParse(document.toJS() ?? {});
  if (parsed.success) return parsed.data;
  const findings = parsed.error.issues.flatMap(closestIssues).map((issue) => {
    const { line, col } = lines.linePos(offsetOf(document, issue));
    return `${file}:${line}:${col} ${issue.path.join('.') || 'the file'}: ${issue.message}`;
  });
  throw new EngineError('configuration_invalid', findings.join('\n'));
}

/** Of several forms that a value may have, the one that it comes closest to: the one whose mistakes lie deepest. */
function closestIssues(issue: Issue): Issue[] {
  // Without forms it was told apart by a key, and says itself which values that may have.
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const depthOf = (form: Issue[]) => Math.max(...form.map((one) => one.path.length));
  const forms = issue.errors.filter((form) => form.length > 0);
  const closest = forms.toSorted((a, b) => depthOf(b) - depthOf(a) || a.length - b.length)[0];
  if (closest === undefined || depthOf(closest) === 0) {
    return [
      {
        ...issue,
        message: `expected one of: ${forms
          .flat()
          .map((one) => one.message)
          .join('; ')}`,
      },
    ];
  }
  return closest.flatMap((one) => closestIssues({ ...one, path: [...issue.path, ...one.path] }));
}

/** Where the value begins; for a key that is not known that key, for one that is missing what it is missing from. */
function offsetOf(document: Document, issue: Issue): number {
  const path = issue.path as (string | number)[];
  const [unknown] = issue.code === 'unrecognized_keys' ? issue.keys : [];
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const range = (node as { range?: [number, number, number] } | null | undefined)?.range;
    if (range === undefined) continue;
    const key = isMap(node)
      ? node.items.map((pair) => pair.key).find((one) => isScalar(one) && one.value === unknown)
      : undefined;
    return isScalar(key) ? (key.range?.[0] ?? range[0]) : range[0];
  }
  return 0;
}
