import { mergeTrees } from './merge-trees.ts';
import { readFileAt } from './read-objects.ts';
import type { Repository } from './repository.ts';

export type LeftConflict =
  /** The first marker that stands in the file, with its line. */
  | { kind: 'marked'; path: string; line: number; text: string }
  /** Git put the file under this name because the other side has a folder under its own. */
  | { kind: 'laid_aside'; path: string }
  /** The index says so, and there is no merge to hold the file against. */
  | { kind: 'unmerged'; path: string };

const MARKER = /^(?:(?:<{7,}|>{7,}|\|{7,}) .*|={7})$/;

/**
 * What is still to be solved of merging two commits, by the files alone: a path that conflicts is solved once no line of its
 * file looks like a conflict marker, but for those that one of the sides has as its own text. A file that is gone, or that
 * git could not mark (binary ones, links), counts as it lies. `more` are paths beside those that merging the two names.
 */
export async function findLeftConflicts(
  repo: Repository,
  sides: { ours: string; theirs: string },
  read: (path: string) => Promise<string | undefined>,
  more: readonly string[] = [],
): Promise<LeftConflict[]> {
  const merge = await mergeTrees(repo, sides.ours, sides.theirs);
  const named = merge.kind === 'clean' ? [] : merge.paths.map(({ path }) => path);
  const left: LeftConflict[] = [];
  for (const path of new Set([...named, ...more])) {
    const text = await read(path);
    if (text === undefined) continue;
    const marker = markersIn(text).length > 0 ? await firstMarker(repo, sides, path, text) : undefined;
    if (marker !== undefined) left.push({ kind: 'marked', path, ...marker });
    else if (more.includes(path) && /~HEAD$|~[0-9a-f]{40,64}$/.test(path)) {
      left.push({ kind: 'laid_aside', path });
    }
  }
  return left;
}

async function firstMarker(
  repo: Repository,
  { ours, theirs }: { ours: string; theirs: string },
  path: string,
  text: string,
): Promise<{ line: number; text: string } | undefined> {
  const texts = await Promise.all([ours, theirs].map((commit) => readFileAt(repo, commit, path)));
  const own = new Set(texts.flatMap((side) => markersIn(side ?? '').map((marker) => marker.text)));
  return markersIn(text).find((marker) => !own.has(marker.text));
}

function markersIn(text: string): { line: number; text: string }[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ line: index + 1, text: line }))
    .filter((line) => MARKER.test(line.text));
}
