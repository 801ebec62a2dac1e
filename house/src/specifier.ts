import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import type { House, Module, Workspace } from './module.ts';

/** What an import specifier names. */
export type Target =
  | { kind: 'builtin'; name: string }
  | { kind: 'file'; file: string }
  | { kind: 'workspace'; workspace: Workspace; subpath: string }
  | { kind: 'package'; name: string };

const builtins = new Set(builtinModules);

/** Resolves a specifier as far as the rules need it: no file is looked up. Builtins lose their `node:`. */
export function targetOf(house: House, module: Module, specifier: string): Target {
  if (specifier.startsWith('node:')) return { kind: 'builtin', name: specifier.slice('node:'.length) };
  if (specifier.startsWith('.'))
    return { kind: 'file', file: posix.join(posix.dirname(module.file), specifier) };
  const name = packageOf(specifier);
  const workspace = house.workspaces.find((one) => one.name === name);
  if (workspace) return { kind: 'workspace', workspace, subpath: `.${specifier.slice(name.length)}` };
  return builtins.has(specifier) ? { kind: 'builtin', name: specifier } : { kind: 'package', name };
}

/** The workspace folder that an import lands in, whether it goes by package name or by path. */
export function targetFolder(house: House, target: Target): string | undefined {
  if (target.kind === 'workspace') return target.workspace.folder;
  if (target.kind !== 'file') return undefined;
  return house.workspaces.find(({ folder }) => target.file === folder || target.file.startsWith(`${folder}/`))
    ?.folder;
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
