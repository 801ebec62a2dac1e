import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { nearestName } from '@musterhq/plan';
import type { FileDiagnostic } from './file-diagnostic.ts';
import { type Agent, parseAgent } from './parse-agent.ts';
import { parsePresets } from './parse-presets.ts';

/** Every persona and preset that a session may be given. */
export type AgentLibrary = {
  /** By name. */
  agents: Agent[];
  /** The agents of each preset, in the order of the file. */
  presets: Record<string, string[]>;
  /** One line for each preset. */
  purposes: Record<string, string>;
  diagnostics: FileDiagnostic[];
};

/**
 * Reads `personas/*.md` and `presets.yaml` of `builtinDir`, then `agents/*.md` and `presets.yaml` of the repository's own
 * folder (`muster/` at its root; it need not exist). The same name overrides, a new name adds. Everything wrong is in
 * `diagnostics`; a file with a mistake is left out, and what it would have overridden stands.
 */
export function loadAgents({
  builtinDir,
  repositoryDir,
}: {
  builtinDir: string;
  repositoryDir?: string;
}): AgentLibrary {
  const folders = [
    join(builtinDir, 'personas'),
    ...(repositoryDir === undefined ? [] : [join(repositoryDir, 'agents')]),
  ];
  const read = folders.map(readAgentFolder);
  const agents = new Map(read.flatMap((folder) => folder.agents).map((agent) => [agent.name, agent]));
  const names = [...agents.keys()].sort();
  const files = [builtinDir, ...(repositoryDir === undefined ? [] : [repositoryDir])];
  const presets = files.map((folder) => readPresets(join(folder, 'presets.yaml'), names));
  return {
    agents: names.flatMap((name) => agents.get(name) ?? []),
    presets: Object.assign({}, ...presets.map((file) => file.presets)),
    purposes: Object.assign({}, ...presets.map((file) => file.purposes)),
    diagnostics: [...read, ...presets].flatMap(({ diagnostics }) => diagnostics),
  };
}

function readAgentFolder(folder: string): { agents: Agent[]; diagnostics: FileDiagnostic[] } {
  if (!existsSync(folder)) return { agents: [], diagnostics: [] };
  const parsed = readdirSync(folder)
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => parseAgent(readFileSync(join(folder, name), 'utf8'), join(folder, name)));
  const agents = parsed.flatMap(({ agent }) => agent ?? []);
  const misnamed = agents.filter(({ name, file }) => basename(file, '.md') !== name);
  return {
    agents: agents.filter((agent) => !misnamed.includes(agent)),
    diagnostics: [...parsed.flatMap(({ diagnostics }) => diagnostics), ...misnamed.map(misnamedFile)],
  };
}

/** A persona is found by its file name and called by its own: with two names one would hide another without a word. */
function misnamedFile({ name, file }: Agent): FileDiagnostic {
  return {
    rule: 'agent/file-name',
    severity: 'error',
    message: `the file ${basename(file)} calls its agent '${name}'`,
    line: 2,
    column: 1,
    file,
    fix: `rename the file to ${name}.md or write 'name: ${basename(file, '.md')}'`,
  };
}

function readPresets(
  file: string,
  names: readonly string[],
): { presets: Record<string, string[]>; purposes: Record<string, string>; diagnostics: FileDiagnostic[] } {
  if (!existsSync(file)) return { presets: {}, purposes: {}, diagnostics: [] };
  const { value, diagnostics, placeOf } = parsePresets(readFileSync(file, 'utf8'), file);
  const entries = Object.entries(value?.presets ?? {});
  const unknown = entries.flatMap(([preset, { agents }]) =>
    agents.flatMap((name, index): FileDiagnostic[] => {
      if (names.includes(name)) return [];
      const near = nearestName(name, names);
      return [
        {
          rule: 'presets/unknown-agent',
          severity: 'error',
          message: `the preset '${preset}' names '${name}', which is no agent; known: ${names.join(', ')}`,
          ...placeOf(['presets', preset, 'agents', index]),
          file,
          ...(near === undefined ? {} : { fix: `write '${near}'` }),
        },
      ];
    }),
  );
  return {
    presets: Object.fromEntries(
      entries.map(([preset, { agents }]) => [
        preset,
        [...new Set(agents.filter((name) => names.includes(name)))],
      ]),
    ),
    purposes: Object.fromEntries(entries.map(([preset, { purpose }]) => [preset, purpose])),
    diagnostics: [...diagnostics, ...unknown],
  };
}
