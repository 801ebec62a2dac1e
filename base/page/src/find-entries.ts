/** A place to go to, or something to do. */
export type PaletteEntry = { name: string; kind: string } & ({ address: string } | { act: () => void });

const most = 12;

/** Entries that hold every word; those whose name begins with the first one come first. */
export function findEntries<Entry extends PaletteEntry>(entries: readonly Entry[], text: string): Entry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const rank = ({ name }: PaletteEntry) => (name.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1);
  return entries
    .filter(({ name, kind }) => words.every((word) => `${name} ${kind}`.toLowerCase().includes(word)))
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, most);
}
