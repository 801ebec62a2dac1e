import { type Finding, type House, lineOf } from './module.ts';
import { targetOf } from './specifier.ts';

/** Where workflows live, and the composition roots that start the engine. Tests have no exemption. */
const allowedFolders = ['coord/engine', 'hub/jobs', 'coord/cli', 'hub/cli', 'hub/api'];
const why = 'workflow code has its own law (deterministic, versioned), and one place where that law holds';
const fix =
  'move the workflow into coord/engine or hub/jobs and export a function; elsewhere take plain values';

/** I3: DBOS is imported only in coord/engine and hub/jobs, and in the composition roots that start it. */
export function checkDurableEngine(house: House): Finding[] {
  const imports = house.modules
    .filter(({ folder }) => folder !== undefined && !allowedFolders.includes(folder))
    .flatMap((module) =>
      module.imports.flatMap(({ specifier, offset }): Finding[] => {
        const target = targetOf(house, module, specifier);
        if (target.kind !== 'package' || !isDbos(target.name)) return [];
        return [
          {
            rule: 'I3',
            file: module.file,
            line: lineOf(module, offset),
            found: `imports ${specifier}`,
            why,
            fix,
          },
        ];
      }),
    );
  const declared = house.workspaces
    .filter(({ folder }) => !allowedFolders.includes(folder))
    .flatMap(({ folder, manifest }) =>
      Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
        .filter(isDbos)
        .map((name) => ({
          rule: 'I3',
          file: `${folder}/package.json`,
          line: 1,
          found: `depends on ${name}`,
          why,
          fix,
        })),
    );
  return [...imports, ...declared];
}

function isDbos(name: string): boolean {
  return name.startsWith('@dbos-inc/');
}
