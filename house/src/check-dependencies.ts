import { type Finding, type House, lineOf, type Manifest } from './module.ts';
import { targetOf } from './specifier.ts';

const why = 'an import that package.json does not declare works only by the luck of what lies beside it';

/**
 * Every package that a module imports is declared: by its own package.json, or, for tests and tools at the root, by the
 * root's devDependencies as well. Type packages (`@types/x` for `x`) count.
 */
export function checkDependencies(house: House): Finding[] {
  return house.modules.flatMap((module) => {
    const workspace = house.workspaces.find(({ folder }) => folder === module.folder);
    const declared = declaredBy(workspace?.manifest ?? {}, module.isTest || workspace === undefined);
    if (module.isTest || workspace === undefined)
      for (const name of declaredBy(house.manifest, true)) declared.add(name);
    return module.imports.flatMap((one): Finding[] => {
      const target = targetOf(house, module, one.specifier);
      if (target.kind !== 'workspace' && target.kind !== 'package') return [];
      const name = target.kind === 'workspace' ? target.workspace.name : target.name;
      if (name === workspace?.name || declared.has(name)) return [];
      if (one.isType && (declared.has(typesOf(name)) || hasRootTypes(house, name))) return [];
      const where = workspace === undefined ? 'package.json' : `${workspace.folder}/package.json`;
      const fix = `add ${name} to the dependencies in ${where}`;
      return [
        {
          rule: 'dependencies',
          file: module.file,
          line: lineOf(module, one.offset),
          found: `${name} is not declared`,
          why,
          fix,
        },
      ];
    });
  });
}

function declaredBy(manifest: Manifest, withTools: boolean): Set<string> {
  return new Set(
    Object.keys({
      ...manifest.dependencies,
      ...manifest.peerDependencies,
      ...manifest.optionalDependencies,
      ...(withTools ? manifest.devDependencies : {}),
    }),
  );
}

/** A package of types alone, e.g. `mdast`, is a development matter that the root may carry. */
function hasRootTypes(house: House, name: string): boolean {
  return declaredBy(house.manifest, true).has(typesOf(name));
}

function typesOf(name: string): string {
  return `@types/${name.replace(/^@/, '').replace('/', '__')}`;
}
