import type { Tone } from '@musterhq/page';
import type { Card } from '../live/facts.ts';

/** How an item stands, in a few tones and in words for people. */
export const cardStates: Record<Card['state'], readonly [tone: Tone, word: string]> = {
  draft: ['waits', 'waits for approval'],
  sent_back: ['care', 'sent back'],
  approved: ['landing', 'scheduled'],
  published: ['done', 'published'],
  ambiguous: ['red', 'may be out'],
  held: ['care', 'held'],
  handed_off: ['care', 'handed to a person'],
  failed: ['red', 'failed'],
  skipped: ['waits', 'skipped'],
  removed: ['waits', 'taken down'],
};

/** What is out, or may be, stays where it is. */
export const canMove = ({ state }: Card): boolean =>
  !['published', 'removed', 'ambiguous', 'handed_off'].includes(state);
