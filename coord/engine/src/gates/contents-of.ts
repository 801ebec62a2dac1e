import { hashContents } from '@musterhq/git';
import type { Context } from '../context.ts';

/** What a person decides on: everything that a commit holds, without the plan's document, into which each review writes. */
export function contentsOf(
  { repo, documentPath }: Pick<Context, 'repo' | 'documentPath'>,
  commit: string,
): Promise<string> {
  return hashContents(repo, commit, { without: documentPath });
}
