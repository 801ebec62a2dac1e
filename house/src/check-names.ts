import { posix } from 'node:path';
import type { Finding, House } from './module.ts';

/** Names that say nothing, so that everything can be put there. */
const emptyNames = new Set(['core', 'common', 'shared', 'utils', 'util', 'lib', 'helpers', 'helper', 'misc']);
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.(test|config|conformance|d))*\.[a-z]+$/;

/** Packages are one plain word; files are kebab-case; neither is called by a name that would fit anything. */
export function checkNames(house: House): Finding[] {
  const packages = house.workspaces.flatMap(({ folder, name }) => {
    const word = posix.basename(name);
    const bad = [word, posix.basename(folder)].find((one) => emptyNames.has(one) || !/^[a-z]+$/.test(one));
    return bad === undefined
      ? []
      : [
          finding(
            `${folder}/package.json`,
            `package ${bad}`,
            'name the package with one plain word for what it does',
          ),
        ];
  });
  const files = house.modules.flatMap(({ file }) => {
    const base = posix.basename(file);
    if (!kebabCase.test(base))
      return [
        finding(
          file,
          base,
          'write the file name in kebab-case, after its main export: next-send.ts exports nextSend',
        ),
      ];
    const [stem = ''] = base.split('.');
    return emptyNames.has(stem)
      ? [finding(file, base, 'give each function a file that is named for it')]
      : [];
  });
  return [...packages, ...files];
}

function finding(file: string, found: string, fix: string): Finding {
  return { rule: 'names', file, line: 1, found, why: 'a name is how the next reader finds the thing', fix };
}
