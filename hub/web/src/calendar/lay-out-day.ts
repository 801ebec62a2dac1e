/** A card on a column of hours: where it begins, and its place among those that would lie over each other. */
export type Placed<Item> = { item: Item; minute: number; lane: number; lanes: number };

/** Cards are as high as this many minutes, whenever their post is short. */
const cardMinutes = 55;

/** Puts what begins within a card's height of each other side by side. */
export function layOutDay<Item>(items: readonly { item: Item; minute: number }[]): Placed<Item>[] {
  const inOrder = items.toSorted((one, other) => one.minute - other.minute);
  const placed: Placed<Item>[] = [];
  let group: Placed<Item>[] = [];
  let groupEnds = Number.NEGATIVE_INFINITY;
  const close = () => {
    const lanes = Math.max(0, ...group.map(({ lane }) => lane)) + 1;
    for (const one of group) one.lanes = lanes;
    group = [];
  };
  for (const { item, minute } of inOrder) {
    if (minute >= groupEnds) close();
    const taken = new Set(group.filter((one) => one.minute + cardMinutes > minute).map(({ lane }) => lane));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    const one = { item, minute, lane, lanes: 1 };
    group.push(one);
    placed.push(one);
    groupEnds = Math.max(groupEnds, minute + cardMinutes);
  }
  close();
  return placed;
}
