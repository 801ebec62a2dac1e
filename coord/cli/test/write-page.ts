/** What a session of the garden guide writes: its page, and the line of the index that names it. */
const pages = {
  b1s1: { path: 'preface.md', text: 'A garden needs patience.\n' },
  b1s2: { path: 'beds/list.md', text: 'Beans, leeks, asters.\n' },
  b2s3: { path: 'pictures/beds.md', text: 'A picture of beans, leeks, asters.\n' },
} as const;

export type Action = Record<string, unknown> & { do: string };

/** A script for each task of the guide that writes its page; the first actions of `before` come first. */
export function writePages(before: Partial<Record<keyof typeof pages, Action[]>> = {}) {
  return Object.fromEntries(
    Object.entries(pages).map(([label, page]) => [
      label,
      { script: [...(before[label as keyof typeof pages] ?? []), { do: 'write', ...page }] },
    ]),
  );
}
