import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, isAbsolute } from 'node:path';
import type { TurnOutcome } from '../turn-outcome.ts';
import { type FencePlace, type FencePlaces, type FenceSpec, placesInOrder } from './fence-spec.ts';

/**
 * The fence with the program's installation to be read, where that lies below a temporary folder: bubblewrap gives each turn empty
 * ones of its own, and a clone that stands in `/tmp` would lose its agents there.
 */
export function showProgram<Fence extends FenceSpec>(fence: Fence, program: string): Fence {
  return show(fence, pathsOf(program), installationOf);
}

/** The same for the folders of a PATH, so that the programs of a project's own are there for its agents too. */
export function showPath<Fence extends FenceSpec>(fence: Fence, path: string): Fence {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder) && existsSync(folder));
  return show(fence, folders.flatMap(pathsOf), projectOf);
}

function show<Fence extends FenceSpec>(
  fence: Fence,
  paths: readonly string[],
  aroundOf: (path: string) => string,
): Fence {
  if (fence.kind !== 'bubblewrap') return fence;
  const lost = paths.filter((path) => placeAround(fence, path) === 'scratch').map(aroundOf);
  const shown = lost.filter((folder) => !fence.scratch.includes(folder) && !fence.readable.includes(folder));
  return { ...fence, readable: [...fence.readable, ...new Set(shown)] };
}

/** The programs of `node_modules/.bin` are links that, in a workspace, lead out of `node_modules`. */
function projectOf(folder: string): string {
  const name = '/node_modules/.bin';
  return folder.endsWith(name) ? folder.slice(0, -name.length) : folder;
}

/** What a program needs around it: the outermost `node_modules` that it lies in, else its own folder. */
function installationOf(file: string): string {
  const name = '/node_modules';
  const at = file.indexOf(`${name}/`);
  return at === -1 ? dirname(file) : file.slice(0, at + name.length);
}

const pathsOf = (program: string): string[] => [program, realpathSync(program)];

function placeAround(places: FencePlaces, file: string): FencePlace['kind'] | undefined {
  return placesInOrder(places).findLast(({ path }) => file === path || file.startsWith(`${path}/`))?.kind;
}

/**
 * Of a program that is there without the fence, the path that is not there behind it: its own, or the one that it is a link to.
 */
export function findUnseen(fence: FenceSpec | undefined, program: string): string | undefined {
  if (fence === undefined || fence.kind === 'off') return undefined;
  const unseen = fence.kind === 'bubblewrap' ? ['scratch', 'hidden'] : ['hidden'];
  const shown = showProgram(fence, program);
  return pathsOf(program).find((file) => unseen.includes(placeAround(shown, file) ?? ''));
}

export const unseenProgram = (path: string): TurnOutcome => ({
  kind: 'failed',
  reason: 'missing_command',
  tail: `${path} is not there behind the fence, which shows no other files of temporary folders and nothing of other sessions: expected the agent to be installed in a folder of its own elsewhere.`,
});
