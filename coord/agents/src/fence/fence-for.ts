import { lstatSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { FencePlaces, FenceSpec } from './fence-spec.ts';
import type { FenceFound } from './find-fence.ts';
import { secretPlaces } from './secret-places.ts';

/** Where one turn's processes live, and what is around them. */
export type FenceSite = {
  worktree: string;
  /** Other folders that are the agent's own, above all its HOME; they exist. */
  ownFolders: readonly string[];
  /** What it reads and may not change: the brief, the main checkout, the shared git folder. */
  readable: readonly string[];
  /** What it has no business with: the state folder with the other worktrees in it. */
  hidden: readonly string[];
  /** HOME of the person whose machine it is. */
  personHome: string;
};

/** The system's sockets of services that would act in the agent's place (containers, session buses), but for name resolution. */
const runtime = {
  hidden: '/run',
  readable: ['/run/systemd/resolve', '/run/resolvconf', '/run/NetworkManager'],
};
/** NixOS keeps the programs there. */
const programs = ['/run/current-system', '/run/wrappers'];

/**
 * The fence of a turn, from what was found on this machine. It looks at which of the places are there, and by which real path;
 * a place that is missing is none.
 */
export function fenceFor(found: FenceFound, site: FenceSite): FenceSpec {
  if (found.kind === 'none') return { kind: 'off', because: found.because };
  const { worktree, ownFolders, personHome } = site;
  const own = [worktree, ...ownFolders].flatMap(realPlace).map(({ path }) => path);
  const hidden = [
    ...site.hidden,
    ...secretPlaces.map((place) => join(personHome, place)),
    ...(found.kind === 'bubblewrap' ? [runtime.hidden] : []),
  ].flatMap(realPlace);
  const readable = [
    ...site.readable,
    ...(found.kind === 'bubblewrap' ? [...runtime.readable, ...programs] : []),
    // Which repository the folder belongs to is not the agent's to change.
    ...own.slice(0, 1).map((path) => join(path, '.git')),
  ].flatMap(realPlace);
  const places: FencePlaces = {
    writable: own,
    scratch: ['/tmp', '/var/tmp'].flatMap(realPlace).map(({ path }) => path),
    readable: readable.map(({ path }) => path),
    hidden: hidden.filter(({ path }) => !own.includes(path)),
  };
  return { ...found, ...places };
}

function realPlace(path: string): { path: string; is: 'folder' | 'file' }[] {
  try {
    const real = realpathSync(path);
    return [{ path: real, is: lstatSync(real).isDirectory() ? 'folder' : 'file' }];
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return [];
    throw error;
  }
}
