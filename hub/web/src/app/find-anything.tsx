import { Palette, type PaletteEntry, useOpenAction } from '@musterhq/page';
import { useQueryClient } from '@tanstack/react-query';
import { whenWords } from '../calendar/use-reschedule.ts';
import type { Card } from '../live/facts.ts';
import { platformName } from '../post/platform-mark.tsx';
import { useMay } from './me.ts';
import { usePlaces } from './places.ts';
import { signOut } from './sign-out.ts';
import { stopEverything } from './stop.tsx';

/** The palette with every view, the items that are on view, and what may be done. */
export function FindAnything({ close }: { close: () => void }) {
  const client = useQueryClient();
  const open = useOpenAction();
  const mayStop = useMay('approve');
  const known = client.getQueriesData<{ cards: Card[] }>({ queryKey: ['cards'] });
  const cards = new Map(known.flatMap(([, data]) => data?.cards ?? []).map((card) => [card.id, card]));
  const entries: PaletteEntry[] = [
    ...usePlaces().map(({ to, name }) => ({ name, kind: 'view', address: to })),
    ...(mayStop ? [{ name: stopEverything.title, kind: 'action', act: () => open(stopEverything) }] : []),
    { name: 'Sign out', kind: 'action', act: signOut },
    ...[...cards.values()].map(({ id, opening, platform, wall }) => ({
      name: opening,
      kind: `${platformName(platform)}, ${whenWords(wall)}`,
      address: `/items/${encodeURIComponent(id)}`,
    })),
  ];
  return <Palette entries={entries} hint="A view, a post, or what to do …" close={close} />;
}
