import { hashContents, type Repository } from '@musterhq/git';
import type { Context } from '../context.ts';

type Where = Pick<Context, 'repo' | 'documentPath'>;

/** What a commit holds never changes, and a page that is looked at asks for the same ones several times a second. */
const hashes = new WeakMap<Repository, Map<string, string>>();
const mostKept = 1_000;

/** What a person decides on: everything that a commit holds, without the plan's document, into which each review writes. */
export async function contentsOf({ repo, documentPath }: Where, commit: string): Promise<string> {
  const known = hashes.get(repo) ?? new Map<string, string>();
  hashes.set(repo, known);
  const hash =
    known.get(keyOf(documentPath, commit)) ?? (await hashContents(repo, commit, { without: documentPath }));
  if (known.size >= mostKept) known.clear();
  known.set(keyOf(documentPath, commit), hash);
  return hash;
}

/** The same where this process has reckoned it before, without a look at the repository. */
export const knownContents = ({ repo, documentPath }: Where, commit: string): string | undefined =>
  hashes.get(repo)?.get(keyOf(documentPath, commit));

const keyOf = (documentPath: string, commit: string): string => `${commit}\t${documentPath}`;
