/** What the navigation, the palette and the keys lead to. */
export const views = [
  { to: '/', name: 'Command', key: 'c' },
  { to: '/events', name: 'Events', key: 'e' },
] as const;
