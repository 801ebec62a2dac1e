import { type Finding, type House, lineOf, type Manifest, type Module } from './module.ts';
import { targetOf } from './specifier.ts';

const why = 'an import that package.json does not declare works only by the luck of what lies beside it';

/**
 * Every package that a module imports is declared by its own package.json. Tests, the house's tools and files at the root
 * may use the root's devDependencies as well. For an import of types, the types of a package do (`@types/x` for `x`).
 */
export function checkDependencies(house: House): Finding[] {
  return house.modules.flatMap((module) => {
    const declared = declaredFor(house, module);
    const types = new Set([...declared, ...Object.keys(house.manifest.devDependencies ?? {})]);
    return module.imports.flatMap(({ specifier, isType, offset }): Finding[] => {
      const target = targetOf(house, module, specifier);
      if (target.kind !== 'workspace' && target.kind !== 'package') return [];
      const name = target.kind === 'workspace' ? target.workspace.name : target.name;
      if (declared.has(name) || (isType && types.has(typesOf(name)))) return [];
      return [
        {
          rule: 'dependencies',
          file: module.file,
          line: lineOf(module, offset),
          found: `${name} is not declared`,
          why,
          fix: `add ${name} to the dependencies in ${module.folder === undefined ? '' : `${module.folder}/`}package.json`,
        },
      ];
    });
  });
}

/** A package may also name itself, as tests do to come in by its door. */
function declaredFor(house: House, { folder, isTest }: Module): Set<string> {
  const own = house.workspaces.find((workspace) => workspace.folder === folder);
  const mayUseTools = isTest || own === undefined || folder === 'house';
  return new Set([
    ...(own === undefined ? [] : [own.name, ...namesOf(own.manifest, isTest)]),
    ...(mayUseTools ? namesOf(house.manifest, true) : []),
  ]);
}

function namesOf(manifest: Manifest, withTools: boolean): string[] {
  return Object.keys({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
    ...(withTools ? manifest.devDependencies : {}),
  });
}

function typesOf(name: string): string {
  return `@types/${name.replace(/^@/, '').replace('/', '__')}`;
}
