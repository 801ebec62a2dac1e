import { type DiffPair, pairInput } from './read-raw-diffs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** Lines `from` to `to` of the older text (from 0, half open) and what stands in their place in the newer one. */
export type TextChange = { from: number; to: number; removed: string[]; added: string[] };

export type TextDiff = { isBinary: boolean; hunks: TextChange[] };

/** More paths than a command line takes: then all paths are read. */
const mostPaths = 500;

/**
 * The hunks, without context, between the versions of texts in several pairs of commits, in one process. The keys are
 * `<older blob> <newer blob>`, `undefined` for a file that is not there.
 */
export async function readHunks(
  repo: Repository,
  pairs: DiffPair[],
  paths: string[],
): Promise<Map<string, TextDiff>> {
  const { stdout } = await runGit(repo, {
    args: [
      ...['diff-tree', '--stdin', '-r', '-p', '-M', '--unified=0', '--full-index', '--src-prefix=a/'],
      // The one that merges are made with, so that both cut their hunks alike.
      ...['--dst-prefix=b/', '--diff-algorithm=histogram', '--indent-heuristic', '--inter-hunk-context=0'],
      ...['--no-ext-diff', '--no-textconv', '--no-color', '--'],
      ...(paths.length > mostPaths ? [] : paths),
    ],
    kind: 'read',
    input: pairInput(pairs),
    env: { GIT_LITERAL_PATHSPECS: '1' },
  });
  const diffs = new Map<string, TextDiff>();
  let diff: TextDiff = { isBinary: false, hunks: [] };
  let hunk: TextChange | undefined;
  for (const line of stdout.split('\n')) {
    if (line.startsWith('diff --git ')) hunk = undefined;
    const objects = hunk === undefined ? /^index ([0-9a-f]+)\.\.([0-9a-f]+)/.exec(line) : null;
    const head = /^@@ -(\d+)(?:,(\d+))? \+/.exec(line);
    if (objects !== null) {
      diff = { isBinary: false, hunks: [] };
      diffs.set(`${nameOf(objects[1]!)} ${nameOf(objects[2]!)}`, diff);
    } else if (head !== null) {
      hunk = hunkAt(Number(head[1]), Number(head[2] ?? 1));
      diff.hunks.push(hunk);
    } else if (hunk === undefined) {
      if (line.startsWith('Binary files ')) diff.isBinary = true;
    } else if (line.startsWith('-')) hunk.removed.push(line.slice(1));
    else if (line.startsWith('+')) hunk.added.push(line.slice(1));
    else if (line.startsWith('\\')) markUnended(hunk);
  }
  return diffs;
}

/** Of no lines git names the one before them. */
function hunkAt(line: number, count: number): TextChange {
  const from = count === 0 ? line : line - 1;
  return { from, to: from + count, removed: [], added: [] };
}

/** The line before has no line feed at its end, which is a difference of its own. */
function markUnended(hunk: TextChange): void {
  const side = hunk.added.length > 0 ? hunk.added : hunk.removed;
  side.push(`${side.pop() ?? ''}\n`);
}

const nameOf = (object: string): string | undefined => (/^0+$/.test(object) ? undefined : object);
