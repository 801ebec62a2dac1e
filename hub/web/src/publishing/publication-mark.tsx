import { type Tone, ToneMark } from '@musterhq/page';

/** The states of a publication in a few tones, and in words that say what they mean for a person. */
export const publicationMarks = {
  open: ['landing', 'scheduled'],
  published: ['done', 'published'],
  ambiguous: ['red', 'may be out'],
  held: ['care', 'held'],
  handed_off: ['care', 'handed to a person'],
  failed: ['red', 'failed'],
  skipped: ['waits', 'skipped'],
  canceled: ['waits', 'taken back'],
  removed: ['waits', 'taken down'],
} as const satisfies Record<string, readonly [tone: Tone, word: string]>;

/** States that go no further before a person does something. */
export const needsPerson = (state: string): boolean =>
  state === 'ambiguous' || state === 'held' || state === 'handed_off' || state === 'failed';

export function PublicationMark({ state }: { state: string }) {
  const [tone, word] = publicationMarks[state as keyof typeof publicationMarks] ?? ['waits', state];
  return <ToneMark tone={tone} word={word} />;
}
