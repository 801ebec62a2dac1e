import { Palette, type PaletteEntry, useOpenAction } from '@musterhq/page';
import { useQueryClient } from '@tanstack/react-query';
import type { ItemView } from '../live/facts.ts';
import { useMay } from './me.ts';
import { usePlaces } from './places.ts';
import { stopEverything } from './stop.tsx';

/** The palette with every view, the items that are on view, and what may be done. */
export function FindAnything({ close }: { close: () => void }) {
  const client = useQueryClient();
  const open = useOpenAction();
  const mayStop = useMay('approve');
  const known = client.getQueriesData<{ items: ItemView[] }>({ queryKey: ['items'] });
  const items = new Map(known.flatMap(([, data]) => data?.items ?? []).map((item) => [item.id, item]));
  const entries: PaletteEntry[] = [
    ...usePlaces().map(({ to, name }) => ({ name, kind: 'view', address: to })),
    ...(mayStop ? [{ name: stopEverything.title, kind: 'action', act: () => open(stopEverything) }] : []),
    ...[...items.values()].map((item) => ({
      name: firstLine(item),
      kind: `${item.platform} ${item.wall.replace('T', ' ')}`,
      address: `/items/${encodeURIComponent(item.id)}`,
    })),
  ];
  return <Palette entries={entries} hint="A view, a post, or what to do …" close={close} />;
}

const firstLine = ({ variants, publishes }: ItemView): string =>
  variants.find(({ variant }) => variant === publishes)?.post.text.split('\n')[0] ?? '';
