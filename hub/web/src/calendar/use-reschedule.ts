import { RequestError, request, useSay } from '@musterhq/page';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Card } from '../live/facts.ts';
import { platformName } from '../post/platform-mark.tsx';
import { dayWords } from './days.ts';
import { clockOfWall, dayOfWall, type Wall } from './wall-clock.ts';

type Cards = { cards: Card[] };

/**
 * Moves an item to another wall time: on the page at once, and back again if the hub refuses. What it refuses by a rule of the plan can be meant; what
 * was done can be taken back.
 */
export function useReschedule(): (card: Card, wall: Wall) => void {
  const client = useQueryClient();
  const say = useSay();
  return useCallback(
    (card, wall) => {
      const show = (at: Wall) =>
        client.setQueriesData<Cards>(
          { queryKey: ['cards'] },
          (known) =>
            known && { cards: known.cards.map((one) => (one.id === card.id ? { ...one, wall: at } : one)) },
        );
      const send = (at: Wall, despite: readonly string[]) =>
        request(`/api/items/${encodeURIComponent(card.id)}/move`, { wall: at, despite }).finally(() => {
          void client.invalidateQueries({ queryKey: ['cards'] });
          void client.invalidateQueries({ queryKey: ['report'] });
        });
      const back = async () => {
        show(card.wall);
        // What stood there before may break a rule too; whoever takes a move back means it.
        await send(card.wall, []).catch((error: unknown) => send(card.wall, rulesOf(error) ?? raise(error)));
        say({ text: `Back at ${whenWords(card.wall)}.` });
      };
      const move = async (despite: readonly string[]) => {
        await client.cancelQueries({ queryKey: ['cards'] });
        show(wall);
        try {
          await send(wall, despite);
          const undo = () =>
            void back().catch((error: Error) => say({ text: error.message, isRefusal: true }));
          say({ text: `Moved to ${whenWords(wall)}.`, offer: { verb: 'Undo', act: undo } });
        } catch (error) {
          show(card.wall);
          const rules = rulesOf(error);
          const text = `Not moved: ${wordsOf(error, client.getQueriesData<Cards>({ queryKey: ['cards'] }))}`;
          if (rules === undefined) say({ text, isRefusal: true });
          else
            say({
              text,
              isRefusal: true,
              offer: { verb: 'Move anyway', act: () => void move(rules) },
            });
        }
      };
      void move([]);
    },
    [client, say],
  );
}

export const whenWords = (wall: Wall): string =>
  `${dayWords(dayOfWall(wall), 'short')}, ${clockOfWall(wall)}`;

/** The rules that a refusal says may be broken by whoever means it. */
export function rulesOf(error: unknown): readonly string[] | undefined {
  const { despite } = error instanceof RequestError ? error.facts : {};
  return Array.isArray(despite) ? (despite as string[]) : undefined;
}

/** The hub's own words, with items by what they are in place of their ids. */
function wordsOf(error: unknown, known: readonly (readonly [unknown, Cards | undefined])[]): string {
  const text = error instanceof Error ? error.message : String(error);
  const cards = known.flatMap(([, data]) => data?.cards ?? []).toSorted((a, b) => b.id.length - a.id.length);
  return cards.reduce(
    (words, { id, platform, wall }) =>
      words.replaceAll(id, `${platformName(platform)} on ${whenWords(wall)}`),
    text,
  );
}

function raise(error: unknown): never {
  throw error;
}
