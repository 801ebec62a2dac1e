import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError } from './git-error.ts';
import {
  conflictPaths,
  type MergeConflicts,
  mergeTrees,
  parseConflicts,
  type TreeMerge,
} from './merge-trees.ts';
import type { Repository } from './repository.ts';
import { gitFailure, runGit } from './run-git.ts';

export type CommitPair = { ours: string; theirs: string };

/** Of the conflicts of one batch so many files are read for their hunks; beyond it a path is told without. */
const MOST_TEXTS = 200;

/**
 * Merges every pair without a work tree, all in one process, and answers in their order. The trees that git makes on the
 * way lie in a folder below `scratch` and are gone afterwards: a `tree` that is answered is a name, not an object.
 * Measured with git 2.39 on 20 pairs over 5,000 files, on 2 busy cores (2026-11-22): 2.5 ms a pair, 0.5 ms of them of a
 * processor, beside 20 ms and 3.1 ms with a process for each.
 */
export async function mergePairs(
  repo: Repository,
  pairs: readonly CommitPair[],
  scratch: string,
): Promise<TreeMerge[]> {
  if (pairs.length === 0) return [];
  await mkdir(scratch, { recursive: true });
  const objects = await mkdtemp(join(scratch, 'objects-'));
  try {
    const env = {
      GIT_OBJECT_DIRECTORY: objects,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: join(repo.commonDir, 'objects'),
    };
    const call = { args: ['merge-tree', '--stdin'] };
    const input = pairs.map(({ ours, theirs }) => `${ours} ${theirs}\n`).join('');
    const result = await runGit(repo, { ...call, kind: 'read', input, env, accept: 'any' });
    // Git 2.38 merges without a work tree, but one pair at a time.
    if (result.exitCode === 129) return await mergeOneByOne(repo, pairs);
    if (result.exitCode !== 0) throw gitFailure(call, result);
    return await readMerges(repo, pairs, result.stdout.split('\0'), env);
  } finally {
    await rm(objects, { recursive: true, force: true });
  }
}

async function mergeOneByOne(repo: Repository, pairs: readonly CommitPair[]): Promise<TreeMerge[]> {
  const merges: TreeMerge[] = [];
  for (const { ours, theirs } of pairs) merges.push(await mergeTrees(repo, ours, theirs));
  return merges;
}

/** `1 NUL <tree> NUL NUL` for a clean merge; `0 NUL`, then what `parseConflicts` reads, for one that is not. */
async function readMerges(
  repo: Repository,
  pairs: readonly CommitPair[],
  fields: string[],
  env: Record<string, string>,
): Promise<TreeMerge[]> {
  let at = 0;
  const merges = pairs.map(() => {
    if (fields[at] === '1') {
      at += 3;
      return { tree: fields[at - 2] ?? '', conflicts: undefined };
    }
    const merge = parseConflicts(fields, at + 1);
    at = merge.next;
    return merge;
  });
  const texts = await readTexts(
    repo,
    merges.flatMap(({ tree, conflicts }) => namesIn(tree, conflicts)),
    env,
  );
  return merges.map(({ tree, conflicts }) => {
    if (conflicts === undefined) return { kind: 'clean', tree };
    const own = [...conflicts.keys()].map((path) => [path, texts.get(`${tree}:${path}`) ?? ''] as const);
    return { kind: 'conflict', tree, paths: conflictPaths(conflicts, new Map(own)) };
  });
}

const namesIn = (tree: string, conflicts: MergeConflicts | undefined): string[] =>
  [...(conflicts?.keys() ?? [])].map((path) => `${tree}:${path}`);

/**
 * The files of those names that are there. What git decodes as text has no length to count on, so behind each one comes
 * a question for a name that cannot exist; the answer to it ends the file.
 */
async function readTexts(
  repo: Repository,
  names: string[],
  env: Record<string, string>,
): Promise<Map<string, string>> {
  const asked = names.slice(0, MOST_TEXTS);
  if (asked.length === 0) return new Map();
  const end = `muster-${randomUUID()}`;
  try {
    const { stdout } = await runGit(repo, {
      args: ['cat-file', '-z', '--batch=%(objecttype)'],
      kind: 'read',
      input: asked.map((name) => `${name}\0${end}\0`).join(''),
      env,
    });
    const answers = stdout.split(`${end} missing\n`);
    return new Map(
      asked.flatMap((name, at) => {
        const answer = answers[at] ?? '';
        return answer.startsWith('blob\n') ? [[name, answer.slice('blob\n'.length, -1)] as const] : [];
      }),
    );
  } catch (error) {
    // Hunks are a help beside the finding: of files this large nobody reads them.
    if (error instanceof GitError && error.code === 'output_too_large') return new Map();
    throw error;
  }
}
