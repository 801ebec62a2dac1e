import type { Event } from '@musterhq/store';
import { z } from 'zod';
import type { RoundPage } from '../assemble-round.ts';

/** `events`: those that the sentence names or rests on; empty where none is known. */
export const sentenceSchema = z.object({ text: z.string(), events: z.array(z.int()) });
export type Sentence = z.infer<typeof sentenceSchema>;

/** A round that was held: what was said, and on which events it rests. */
export const roundSchema = z.object({
  at: z.int(),
  name: z.string(),
  round: z.string(),
  /** `day-3`, or the block at pace asap. */
  when: z.string(),
  title: z.string(),
  speaker: z.string(),
  heldAt: z.iso.datetime(),
  /** Of the round itself. */
  event: z.int(),
  answers: z.array(
    z.object({
      item: z.string(),
      /** Events that a sentence names, else the newest of each task in it. */
      lines: z.array(sentenceSchema),
    }),
  ),
});
export type Round = z.infer<typeof roundSchema>;

/** What a round is called in addresses; its page lies in a file of this name. */
export const roundName = ({ data }: Event): string => `${data.when}-${data.round}`;

/** The page as it was computed when the round was held. `before` are events of the run up to then. */
export function assembleRoundPage(
  held: Event,
  before: readonly Event[],
  labels: ReadonlyMap<string, string>,
): Omit<Round, 'at'> {
  const page = held.data as unknown as RoundPage;
  const newestOf = new Map<string, number>();
  for (const { task, id } of before) if (task !== null) newestOf.set(labels.get(task) ?? task, id);
  const known = new Set(before.map(({ id }) => id));
  return {
    name: roundName(held),
    round: String(held.data.round),
    when: String(held.data.when),
    title: page.title,
    speaker: page.speaker,
    heldAt: held.at.toISOString(),
    event: held.id,
    answers: page.answers.map(({ item, lines }) => ({
      item,
      lines: lines.map((text) => ({
        text: text.replace(/^- /, ''),
        events: eventsIn(text, newestOf).filter((id) => known.has(id)),
      })),
    })),
  };
}

function eventsIn(text: string, newestOf: ReadonlyMap<string, number>): number[] {
  const named = [...text.matchAll(/\(event (\d+)\)/g)].map(([, id]) => Number(id));
  if (named.length > 0) return named;
  const words = new Set(text.split(/[^\w.-]+/).map((word) => word.replace(/[.,:]+$/, '')));
  return [...newestOf].flatMap(([label, id]) => (words.has(label) ? [id] : []));
}
