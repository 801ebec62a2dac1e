/** What the navigation, the palette and the keys lead to. */
export const views = [
  { to: '/', name: 'Command', key: 'c' },
  { to: '/plan', name: 'Plan', key: 'p' },
  { to: '/rounds', name: 'Rounds', key: 'r' },
  { to: '/events', name: 'Events', key: 'e' },
] as const;
