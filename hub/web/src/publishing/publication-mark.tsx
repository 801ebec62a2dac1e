import { type Tone, ToneMark } from '@musterhq/page';

/** The states of a publication in a few tones, and in words that say what they mean for a person. */
const marks: Record<string, [tone: Tone, word: string]> = {
  open: ['landing', 'scheduled'],
  published: ['done', 'published'],
  ambiguous: ['red', 'may be out'],
  held: ['care', 'held'],
  handed_off: ['care', 'handed to a person'],
  failed: ['red', 'failed'],
  skipped: ['waits', 'skipped'],
  canceled: ['waits', 'taken back'],
  removed: ['waits', 'taken down'],
};

/** States that go no further before a person does something. */
export const needsPerson = (state: string): boolean =>
  state === 'ambiguous' || state === 'held' || state === 'handed_off' || state === 'failed';

export function PublicationMark({ state }: { state: string }) {
  const [tone, word] = marks[state] ?? ['waits', state];
  return <ToneMark tone={tone} word={word} />;
}
