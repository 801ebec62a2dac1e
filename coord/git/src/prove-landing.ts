import { mergeTexts } from './merge-texts.ts';
import { mergeTrees } from './merge-trees.ts';
import { patchIdsOf } from './patch-ids.ts';
import { readHunks, type TextChange } from './read-hunks.ts';
import { type RawChange, readRawDiffs } from './read-raw-diffs.ts';
import { readTexts } from './read-texts.ts';
import { treeOf } from './refs.ts';
import type { Repository } from './repository.ts';
import { resolveMerge } from './resolve-merge.ts';

export type LandingProof =
  /** Every path is proven, and `git patch-id --stable` of the work and of what the landing changed are one and the same. */
  | { kind: 'same_patch'; patchId: string; merged: string[] }
  /** Every path is proven; the patches differ, in their surroundings or because git joined the sides by more than lines. */
  | { kind: 'merged'; paths: string[]; merged: string[]; replayed?: string[] }
  /** The first change of the work that the landing does not hold. */
  | { kind: 'missing'; path: string; hunk: string };

/**
 * Whether a merge commit (parents: what it landed on, the work) holds everything that the work changed since the two parted.
 * Path by path: the entry (contents and mode) is the work's own, at its place or where the other side moved it; or it is a
 * text that both sides changed and which holds each hunk of the work. A hunk is the lines that it takes from the common
 * base, by their numbers there, and the lines that it puts in their place. It is held when the landed text, seen from the
 * same base, takes the same lines and puts the same in (among others, where a change of the other side touches it); or when
 * merging the work's text once more changes nothing. `merged` names those texts.
 *
 * Where lines are too much alike the diffs may pair others than the merge did (17 of 189 clean merges of texts with 7
 * different lines, 2026-11-22), and git joins submodules and renamed folders by rules of its own. There the landed tree has
 * to be, to the byte, what merging the two sides again makes; `replayed` names the paths.
 *
 * Limits: it is the net change of the work that is proven, not each commit of it. Of binary files, links and submodules only
 * the whole entry counts. Bytes that are not UTF-8 are told apart in whole entries only, not in hunks. The patch id ignores
 * white space and binary contents, so it proves nothing by itself and never outweighs a path.
 */
export async function proveLanding(repo: Repository, landed: { commit: string }): Promise<LandingProof> {
  const { merge: commit, onto, work, base } = await resolveMerge(repo, landed.commit);
  const [ofWork = [], ofMerge = []] = await readRawDiffs(repo, [
    { before: base, after: work },
    { before: base, after: commit },
  ]);
  const entries = landedEntries(ofMerge);
  const open = ofWork.filter((change) => !isHeldWhole(change, entries));
  const lost = open.flatMap((change) => {
    const hunk = whyWhole(change, entries);
    return hunk === undefined ? [] : [{ path: change.path, hunk }];
  });
  const texts = open.filter((change) => whyWhole(change, entries) === undefined);
  lost.push(...(await findLost(repo, { base, work, commit }, texts, entries)));
  const [missing] = lost;
  if (missing !== undefined && !(await isReplay(repo, { onto, work, commit })))
    return { kind: 'missing', ...missing };
  const merged = open.map(({ path }) => path);
  const [own, done] = await patchIdsOf(repo, [
    { before: base, after: work },
    { before: onto, after: commit },
  ]);
  if (missing === undefined && own !== undefined && own === done) {
    return { kind: 'same_patch', patchId: own, merged };
  }
  const replayed = lost.map(({ path }) => path);
  return {
    kind: 'merged',
    paths: ofWork.map(({ path }) => path),
    merged,
    ...(replayed.length === 0 ? {} : { replayed }),
  };
}

/** What the merge made of each path that differs from the base; `moved` leads from a base path to where it went. */
type Landed = { changes: Map<string, RawChange>; moved: Map<string, RawChange>; added: Set<string> };

function landedEntries(changes: RawChange[]): Landed {
  return {
    changes: new Map(changes.map((change) => [change.path, change])),
    moved: new Map(
      changes.flatMap((change) => (change.oldPath === undefined ? [] : [[change.oldPath, change]])),
    ),
    added: new Set(
      changes.flatMap((change) =>
        change.object === undefined ? [] : [entryOf({ mode: change.mode, object: change.object })],
      ),
    ),
  };
}

const entryOf = ({ mode, object }: { mode: string; object: string }) => `${mode} ${object}`;

/** Where the change of the work has to be found: at its path, or at the path that the other side gave the file. */
function placeOf(change: RawChange, { changes, moved }: Landed): RawChange | undefined {
  return changes.get(change.path) ?? moved.get(change.oldPath ?? change.path) ?? moved.get(change.path);
}

function isHeldWhole(change: RawChange, landed: Landed): boolean {
  const { changes, added } = landed;
  if (change.object === undefined) {
    const there = changes.get(change.path);
    return there !== undefined && there.object === undefined;
  }
  if (change.oldPath !== undefined && isKept(change.oldPath, landed)) return false;
  const here = changes.get(change.path);
  if (here?.object !== undefined) return here.object === change.object && here.mode === change.mode;
  // The folder was renamed on the other side: a new file went along with it.
  return added.has(entryOf({ mode: change.mode, object: change.object }));
}

/** Whether the old name of a renamed file is still there, as the base had it. */
function isKept(path: string, { changes, moved }: Landed): boolean {
  return !changes.has(path) && !moved.has(path);
}

/** The reason why no look into the text can prove the change; undefined when one can. */
function whyWhole(change: RawChange, landed: Landed): string | undefined {
  if (change.object === undefined) return 'the work deletes the file, and it is there';
  if (change.oldPath !== undefined && isKept(change.oldPath, landed))
    return `the work renames ${change.oldPath}, and the old name is there`;
  const there = placeOf(change, landed);
  if (there === undefined) return 'the file is as it was before the work';
  if (there.object === undefined) return 'the file is not there';
  const isChangedMode = change.oldMode !== undefined && change.oldMode !== change.mode;
  if (there.mode !== change.mode && (isChangedMode || change.oldMode === undefined))
    return `expected the mode ${change.mode}, found ${there.mode}`;
  if (!isText(change.mode) || !isText(there.mode))
    return `expected ${change.mode} ${change.object}, found ${there.mode} ${there.object}`;
  return undefined;
}

const isText = (mode: string): boolean => mode.startsWith('100');

/** The texts in which a hunk of the work is not found, each with the first one. */
async function findLost(
  repo: Repository,
  commits: { base: string; work: string; commit: string },
  open: RawChange[],
  landed: Landed,
): Promise<{ path: string; hunk: string }[]> {
  const lost: { path: string; hunk: string }[] = [];
  if (open.length === 0) return lost;
  const { base, work, commit } = commits;
  const hunks = await readHunks(
    repo,
    [
      { before: base, after: work },
      { before: base, after: commit },
    ],
    [...new Set(open.flatMap((change) => pathsOf(change, placeOf(change, landed))))],
  );
  for (const change of open) {
    const there = placeOf(change, landed)!;
    const own = hunks.get(`${change.oldObject} ${change.object}`);
    const found = hunks.get(`${change.oldObject} ${there.object}`);
    if (own?.isBinary === true) {
      lost.push({ path: change.path, hunk: 'the binary contents are others' });
      continue;
    }
    const first = own?.hunks.find((hunk) => !isHeld(hunk, found?.hunks ?? []));
    if (own !== undefined && first === undefined) continue;
    if (await isIdempotent(repo, change, there.object!)) continue;
    lost.push({ path: change.path, hunk: first === undefined ? 'the whole file' : wordsOf(first) });
  }
  return lost;
}

/** Whether the landed tree is to the byte what git makes of the two sides: then nobody took anything out on the way. */
async function isReplay(
  repo: Repository,
  { onto, work, commit }: { onto: string; work: string; commit: string },
): Promise<boolean> {
  const merge = await mergeTrees(repo, onto, work);
  return merge.kind === 'clean' && merge.tree === (await treeOf(repo, commit));
}

function pathsOf(...changes: (RawChange | undefined)[]): string[] {
  return changes.flatMap((change) =>
    change === undefined ? [] : [change.path, ...(change.oldPath === undefined ? [] : [change.oldPath])],
  );
}

/** The same lines of the base taken and the same put in, or within a larger hunk that does so. */
function isHeld(hunk: TextChange, found: TextChange[]): boolean {
  return found.some(({ from, to, added }) => {
    if (from > hunk.from || to < hunk.to) return false;
    if (from === hunk.from && to === hunk.to) return added.join('\n') === hunk.added.join('\n');
    const at = indexOfBlock(added, hunk.added);
    if (at === -1) return false;
    const rest = [...added.slice(0, at), ...added.slice(at + hunk.added.length)];
    return hunk.removed.length === 0 || indexOfBlock(rest, hunk.removed) === -1;
  });
}

function indexOfBlock(lines: string[], block: string[]): number {
  for (let at = 0; at + block.length <= lines.length; at += 1) {
    if (block.every((line, index) => lines[at + index] === line)) return at;
  }
  return -1;
}

/** Where the two diffs cut their hunks at other lines, git itself decides: merging the work once more changes nothing. */
async function isIdempotent(repo: Repository, change: RawChange, landed: string): Promise<boolean> {
  const wanted = [change.oldObject, change.object, landed].filter((object) => object !== undefined);
  const texts = await readTexts(repo, [...new Set(wanted)]);
  const [base, theirs, ours] = [change.oldObject, change.object, landed].map((object) =>
    object === undefined ? '' : (texts.get(object) ?? ''),
  ) as [string, string, string];
  const merge = await mergeTexts(repo, { base, ours, theirs });
  return merge.kind === 'clean' && merge.text === ours;
}

/** The hunk as a diff shows it; the first lines of a long one. */
function wordsOf({ from, to, removed, added }: TextChange): string {
  const lines = [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)];
  const more = lines.length > 40 ? [`(${lines.length - 40} more lines)`] : [];
  return [`@@ -${from + 1},${to - from} @@`, ...lines.slice(0, 40), ...more].join('\n');
}
