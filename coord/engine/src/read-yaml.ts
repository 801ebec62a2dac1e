import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { EngineError } from './engine-error.ts';

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
  const findings = parsed.error.issues.map((issue) => {
    const node = document.getIn(issue.path as (string | number)[], true) as {
      range?: [number, number, number];
    };
    const at = lines.linePos(node?.range?.[0] ?? 0);
    return `${file}:${at.line}:${at.col} ${issue.path.join('.') || 'the file'}: ${issue.message}`;
  });
  throw new EngineError('configuration_invalid', findings.join('\n'));
}
