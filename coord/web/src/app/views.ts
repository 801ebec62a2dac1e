/** What the navigation, the palette and the keys lead to. */
export const views = [{ to: '/', name: 'Command', key: 'c' }] as const;
