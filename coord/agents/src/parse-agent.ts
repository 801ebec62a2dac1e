import { z } from 'zod';
import type { FileDiagnostic } from './file-diagnostic.ts';
import { parseYamlFile } from './parse-yaml-file.ts';

const nameSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, {
  error: 'a name is lower case letters, digits and hyphens, at most 64',
});

/** Keys that coding agents read and Muster does not (`color`, `permissionMode`, …) stay as they are. */
const frontMatterSchema = z.looseObject({
  name: nameSchema,
  description: z.string().min(1),
  tools: z.union([z.string(), z.array(z.string())]).optional(),
  model: z.string().optional(),
});

/** A persona: what a session is told to be. `text` is the file as a coding agent reads it. */
export type Agent = {
  name: string;
  description: string;
  /** The tools it may use where it works as a sub-agent; absent: all. */
  tools?: string[];
  model?: string;
  instructions: string;
  text: string;
  file: string;
};

/** Reads one `agents/<name>.md`: YAML front matter between two `---` lines, then instructions. */
export function parseAgent(text: string, file: string): { agent?: Agent; diagnostics: FileDiagnostic[] } {
  const finding = (rule: string, message: string, line: number, fix: string): FileDiagnostic => ({
    rule: `agent/${rule}`,
    severity: 'error',
    message,
    line,
    column: 1,
    file,
    fix,
  });
  const clean = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const match = /^---\n(?<head>.*?)^---[ \t]*(?:\n|$)(?<body>.*)$/ms.exec(clean);
  if (match?.groups === undefined) {
    const fix = "begin the file with '---', 'name: …', 'description: …', '---'";
    return {
      diagnostics: [finding('front-matter', 'expected YAML front matter between two lines of ---', 1, fix)],
    };
  }
  const { head = '', body = '' } = match.groups;
  const { value, diagnostics } = parseYamlFile({
    text: head,
    file,
    kind: 'agent',
    schema: frontMatterSchema,
    firstLine: 2,
  });
  if (value === undefined) return { diagnostics };
  const instructions = body.trim();
  if (instructions === '') {
    const line = head.split('\n').length + 2;
    return {
      diagnostics: [
        finding(
          'empty',
          `'${value.name}' has no instructions`,
          line,
          'say what it looks at, decides and delivers',
        ),
      ],
    };
  }
  const tools =
    typeof value.tools === 'string' ? value.tools.split(',').map((tool) => tool.trim()) : value.tools;
  const agent: Agent = {
    name: value.name,
    description: value.description,
    ...(tools === undefined ? {} : { tools }),
    ...(value.model === undefined ? {} : { model: value.model }),
    instructions,
    text: clean,
    file,
  };
  return { agent, diagnostics };
}
