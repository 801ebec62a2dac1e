/** What the navigation, the palette and the keys lead to; `key` after `g`. */
export type Place = { to: string; name: string; key: string };
