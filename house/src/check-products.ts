import { type Finding, groupOf, type House, lineOf } from './module.ts';
import { targetFolder, targetOf } from './specifier.ts';

const products = ['coord', 'hub'];
const why = 'either product can be given away without the other';
const fix =
  'let them meet as processes: call the other product through its command line, API or MCP server; what both need belongs in base';

/** I1: coord and hub never import each other, in code, types, tests or package.json. */
export function checkProducts(house: House): Finding[] {
  const found: Finding[] = [];
  for (const module of house.modules) {
    const from = groupOf(module.file);
    if (!products.includes(from)) continue;
    for (const one of module.imports) {
      const target = targetOf(house, module, one.specifier);
      const to = groupOf(targetFolder(house, target) ?? (target.kind === 'file' ? target.file : ''));
      if (to === from || !products.includes(to)) continue;
      const line = lineOf(module, one.offset);
      found.push({
        rule: 'I1',
        file: module.file,
        line,
        found: `${from} imports ${one.specifier} of ${to}`,
        why,
        fix,
      });
    }
  }
  for (const { folder, manifest } of house.workspaces) {
    const from = groupOf(folder);
    if (!products.includes(from)) continue;
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
      const to = groupOf(house.workspaces.find((one) => one.name === name)?.folder ?? '');
      if (to === from || !products.includes(to)) continue;
      found.push({
        rule: 'I1',
        file: `${folder}/package.json`,
        line: 1,
        found: `${from} depends on ${name} of ${to}`,
        why,
        fix,
      });
    }
  }
  return found;
}
