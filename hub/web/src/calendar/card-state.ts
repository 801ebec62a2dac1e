import type { Tone } from '@musterhq/page';
import type { Card } from '../live/facts.ts';
import { publicationMarks } from '../publishing/publication-mark.tsx';

const { open, canceled: _, ...others } = publicationMarks;

/** How an item stands, in a few tones and in words for people: until it is approved by what was said of it, afterwards by its publication. */
export const cardStates: Record<Card['state'], readonly [tone: Tone, word: string]> = {
  draft: ['waits', 'waits for approval'],
  sent_back: ['care', 'sent back'],
  approved: open,
  ...others,
};

/** What is out, or may be, stays where it is. */
export const canMove = ({ state }: Card): boolean =>
  !['published', 'removed', 'ambiguous', 'handed_off'].includes(state);
