import type { NewNotice, NoticeRow } from '@musterhq/store';
import type { Notice } from './notices-of.ts';

/** What is known of earlier episodes. */
export type SentNotice = Pick<NoticeRow, 'subject' | 'episode' | 'endedAt'>;

/**
 * Which episodes begin and which are over: one from when something is so until it is no longer. What is told of already is not told again
 * however often it is looked at; what comes back is another episode.
 */
export function nextNotices(
  facts: readonly Notice[],
  sent: readonly SentNotice[],
): { begun: NewNotice[]; ended: string[] } {
  const begun = new Map<string, NewNotice>();
  for (const { subject, kind, title, text, isOver } of facts) {
    const earlier = sent.filter((one) => one.subject === subject);
    const isTold = isOver ? earlier.length > 0 : earlier.some(({ endedAt }) => endedAt === null);
    if (isTold || begun.has(subject)) continue;
    const episode = Math.max(0, ...earlier.map((one) => one.episode)) + 1;
    begun.set(subject, { subject, episode, kind, title, text, isOver });
  }
  const isSo = new Set(facts.map(({ subject }) => subject));
  const ended = sent.filter(({ subject, endedAt }) => endedAt === null && !isSo.has(subject));
  return { begun: [...begun.values()], ended: ended.map(({ subject }) => subject) };
}
