import { type Finding, type House, lineOf } from './module.ts';

const why = 'a door that holds code or opens everything tells nobody what the package offers';

/** `src/index.ts` names what a package offers, `export {…} from`, and holds nothing else; `export type *` may stay whole. */
export function checkDoors(house: House): Finding[] {
  return house.modules
    .filter(({ file, folder }) => folder !== undefined && file === `${folder}/src/index.ts`)
    .flatMap((module) =>
      module.program.body.flatMap((statement): Finding[] => {
        if (statement.type === 'ExportNamedDeclaration' && statement.source !== null) return [];
        if (statement.type === 'ExportAllDeclaration' && statement.exportKind === 'type') return [];
        const isAll = statement.type === 'ExportAllDeclaration';
        return [
          {
            rule: 'door',
            file: module.file,
            line: lineOf(module, statement.start),
            found: isAll ? 'export * names nothing' : 'code in the door',
            why,
            fix: isAll
              ? "name the exports: export { a, b } from './file.ts'"
              : 'move it into a file of its own and export it from there',
          },
        ];
      }),
    );
}
