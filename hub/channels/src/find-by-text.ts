import type { Post } from '@musterhub/rules';
import type { Finding } from './channel.ts';
import { isSameText } from './same-text.ts';

/** What an account shows of a post, by whatever name the platform has for its parts. */
export type ListedPost = { id: string; text: string; at: Date };

/** A platform's clock and ours may differ by this much. */
const clockSlackMs = 60_000;

/**
 * A post of which no handle is known, among the newest of its account. It is known by its text and its time, so that one without a text, and
 * a list that does not reach back to `since`, say nothing.
 */
export function findByText(
  post: Post,
  newest: readonly ListedPost[],
  { since, isWhole }: { since: Date; isWhole: boolean },
): Finding {
  const from = since.getTime() - clockSlackMs;
  if (post.kind === 'story' || isSameText(post.text, ''))
    return {
      kind: 'unreadable',
      error: { cause: `a ${post.kind} without a text cannot be told from another one` },
    };
  const found = newest.find(({ text, at }) => at.getTime() >= from && isSameText(text, post.text));
  if (found !== undefined) {
    const evidence = `the account shows ${found.id} of ${found.at.toISOString()} with its text`;
    return { kind: 'found', handles: { post: found.id }, evidence };
  }
  const oldest = Math.min(...newest.map(({ at }) => at.getTime()));
  if (!isWhole && oldest >= from)
    return {
      kind: 'unreadable',
      error: { cause: `the ${newest.length} newest posts do not reach back to ${since.toISOString()}` },
    };
  return { kind: 'absent', evidence: `none of ${newest.length} posts has its text` };
}
