import type { ProcessResult } from '@musterhq/process';
import { GitError } from './git-error.ts';
import type { Repository } from './repository.ts';
import { type GitCall, runGit } from './run-git.ts';

/** A remote may be slow, and must not hold up a review for ever. */
const longestMs = 120_000;

/** Runs a git command that speaks with a remote: what goes wrong there is an answer, in git's words and without secrets. */
export async function askRemote(
  repo: Repository,
  call: Pick<GitCall, 'args' | 'kind'>,
): Promise<{ kind: 'ended'; result: ProcessResult } | { kind: 'failed'; reason: string }> {
  try {
    const result = await runGit(repo, { ...call, accept: 'any', timeoutMs: longestMs });
    return { kind: 'ended', result };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return { kind: 'failed', reason: withoutSecrets(error.message) };
  }
}

/** What went wrong: which refs the other side refused (lines of `push --porcelain`), and git's own words. */
export function failureOf({ stderr, stdout, exitCode }: ProcessResult): { kind: 'failed'; reason: string } {
  const refused = stdout.split('\n').filter((line) => line.startsWith('!'));
  const words = [...refused.map((line) => line.slice(1).replaceAll('\t', ' ').trim()), stderr.trim()];
  const reason = words
    .filter((line) => line !== '')
    .join('; ')
    .slice(-800);
  return { kind: 'failed', reason: withoutSecrets(reason === '' ? `exit code ${exitCode}` : reason) };
}

/** The address of a remote may hold a name and a token. */
function withoutSecrets(words: string): string {
  return words.replaceAll(/:\/\/[^/@\s]+@/g, '://');
}
