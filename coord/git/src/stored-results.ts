import { commitTree } from './commit-tree.ts';
import { listRefs, moveRef, readRef, removeRef, treeOf } from './refs.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** Where results are kept that may be replayed: `refs/muster/results/<name>/<key>`. A copy of the repository has them too. */
const RESULT_REFS = 'refs/muster/results';
const KEEPER = { name: 'Muster', email: 'muster@localhost' };

export type StoredResult = { key: string; commit: string; message: string };

/**
 * Keeps what `head` made of `base` under a key: a commit with the tree of `head`, on one with the tree of `base`, both without
 * a history behind them. The first result of a key stays, unless `isBetter`. The date makes a repeated step make the same.
 */
export async function storeResult(
  repo: Repository,
  {
    name,
    key,
    base,
    head,
    message,
    date,
    isBetter,
  }: {
    name: string;
    key: string;
    base: string;
    head: string;
    message: string;
    date: string;
    isBetter: boolean;
  },
): Promise<'stored' | 'there'> {
  const ref = `${RESULT_REFS}/${name}/${key}`;
  const found = await readRef(repo, ref);
  if (found !== undefined && !isBetter) return 'there';
  // Unsigned: nobody answers for a copy.
  const unsigned = { ...repo, isSigning: false };
  const parts = { author: KEEPER, committer: KEEPER, date };
  const before = await commitTree(unsigned, {
    ...parts,
    tree: await treeOf(repo, base),
    parents: [],
    message: 'What the work began on',
  });
  const commit = await commitTree(unsigned, {
    ...parts,
    tree: await treeOf(repo, head),
    parents: [before],
    message,
  });
  if (found === commit) return 'there';
  if (found !== undefined) await removeRef(repo, ref, found);
  await moveRef(repo, ref, commit, undefined, `muster: keep the result of ${name}`);
  return 'stored';
}

/** The results of a name, with their whole messages, the newest first. */
export async function readResults(repo: Repository, name: string): Promise<StoredResult[]> {
  const refs = await listRefs(repo, `${RESULT_REFS}/${name}/`);
  if (refs.length === 0) return [];
  const { stdout } = await runGit(repo, {
    args: ['log', '-z', '--no-walk=sorted', '--stdin', '--no-show-signature', '--format=%H%n%B'],
    kind: 'read',
    input: `${[...new Set(refs.map(({ commit }) => commit))].join('\n')}\n`,
  });
  const messages = stdout.split('\0').map((entry) => [entry.slice(0, entry.indexOf('\n')), entry] as const);
  return messages.flatMap(([commit, entry]) =>
    refs
      .filter((one) => one.commit === commit)
      .map(({ ref }) => ({
        key: ref.slice(ref.lastIndexOf('/') + 1),
        commit,
        message: entry.slice(commit.length + 1).trimEnd(),
      })),
  );
}

/** The commit that a stored result becomes the other side of a merge with: `tree` on what the result began on. */
export async function commitBeside(repo: Repository, result: string, tree: string): Promise<string> {
  return commitTree(
    { ...repo, isSigning: false },
    {
      tree,
      parents: [`${result}^1`],
      message: 'What the work begins on now',
      author: KEEPER,
      committer: KEEPER,
      date: '1970-01-01T00:00:00Z',
    },
  );
}

/** The whole message of a commit; undefined where the repository does not have it. */
export async function commitMessage(repo: Repository, commit: string): Promise<string | undefined> {
  const { exitCode, stdout } = await runGit(repo, {
    args: ['log', '--max-count=1', '--no-show-signature', '--format=%B', commit],
    kind: 'read',
    accept: [0, 128],
  });
  return exitCode === 0 ? stdout.trimEnd() : undefined;
}
