import type { Repository } from './repository.ts';
import { gitFailure, runGit } from './run-git.ts';

export type ConflictPath = {
  path: string;
  /** Git's words, e.g. `contents`, `modify/delete`, `add/add`, `binary`. */
  reason: string;
  /** The stretches between conflict markers, where the file has any. */
  hunks?: string;
};

/** The tree of a conflict holds the files as they would stand in a work tree, conflict markers included. */
export type TreeMerge =
  | { kind: 'clean'; tree: string }
  | { kind: 'conflict'; tree: string; paths: ConflictPath[] };

/** More of one file's conflict tells a reader nothing new. */
const LONGEST_HUNKS = 8_000;

/** Merges two commits without a work tree. Throws `unrelated_histories` and `unknown_revision`. */
export async function mergeTrees(repo: Repository, ours: string, theirs: string): Promise<TreeMerge> {
  const call = { args: ['merge-tree', '--write-tree', '-z', '--messages', ours, theirs] };
  const result = await runGit(repo, { ...call, kind: 'read', accept: 'any' });
  if (result.exitCode === 0) return { kind: 'clean', tree: result.stdout.split('\0', 1)[0] ?? '' };
  // An unknown commit also exits with 1, and prints no tree.
  if (result.exitCode !== 1 || result.stdout === '') throw gitFailure(call, result);
  const { tree, conflicts } = parseConflicts(result.stdout.split('\0'), 0);
  const texts = await readMerged(repo, tree, [...conflicts.keys()]);
  return { kind: 'conflict', tree, paths: conflictPaths(conflicts, texts) };
}

/** What git says of a merge that conflicts: each path with the kinds of its conflicts. */
export type MergeConflicts = Map<string, Set<string>>;

/** Paths as they are told; `texts` holds the merged files that were read. */
export function conflictPaths(conflicts: MergeConflicts, texts: ReadonlyMap<string, string>): ConflictPath[] {
  return [...conflicts].map(([path, reasons]) => {
    const hunks = conflictHunks(texts.get(path) ?? '');
    return { path, reason: [...reasons].join(', ') || 'conflict', ...(hunks === '' ? {} : { hunks }) };
  });
}

/**
 * `<tree> NUL (<mode> <object> <stage> TAB <path> NUL)* NUL (<count> NUL <path>*count <kind> NUL <words> NUL)*`: a path
 * conflicts when it has a stage above 0; the kinds that begin with CONFLICT say why, and may name further paths. `next`
 * is the field behind the empty one that ends it.
 */
export function parseConflicts(
  fields: readonly string[],
  start: number,
): { tree: string; conflicts: MergeConflicts; next: number } {
  const conflicts: MergeConflicts = new Map();
  let at = start + 1;
  for (; hasText(fields[at]); at += 1) {
    const field = fields[at] ?? '';
    conflicts.set(field.slice(field.indexOf('\t') + 1), new Set());
  }
  at += 1;
  while (hasText(fields[at])) {
    const count = Number(fields[at]);
    const paths = fields.slice(at + 1, at + 1 + count);
    const kind = /^CONFLICT \((.*)\)$/.exec(fields[at + 1 + count] ?? '')?.[1];
    if (kind !== undefined) {
      for (const path of paths) conflicts.get(path)?.add(kind);
    }
    at += count + 3;
  }
  return { tree: fields[start] ?? '', conflicts, next: at + 1 };
}

const hasText = (field: string | undefined): boolean => field !== undefined && field !== '';

/** The merged files as they would stand in a work tree, conflict markers included; directories and missing ones left out. */
async function readMerged(repo: Repository, tree: string, paths: string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const path of paths.slice(0, 50)) {
    const { exitCode, stdout } = await runGit(repo, {
      args: ['cat-file', 'blob', `${tree}:${path}`],
      kind: 'read',
      accept: 'any',
    });
    if (exitCode === 0) texts.set(path, stdout);
  }
  return texts;
}

function conflictHunks(text: string): string {
  return (text.match(/^<<<<<<< [\s\S]*?^>>>>>>> .*$/gm) ?? []).join('\n').slice(0, LONGEST_HUNKS);
}
