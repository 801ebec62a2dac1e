/** The whole amount for the last post before the order. */
export function lastTouch({ amountCents, touches }) {
  return [[touches.at(-1) ?? 'unknown', amountCents]];
}

/** Equal parts for every post before the order; cents that do not divide go to the first ones, so none is lost. */
export function linear({ amountCents, touches }) {
  const posts = touches.length === 0 ? ['unknown'] : touches;
  const part = Math.floor(amountCents / posts.length);
  const over = amountCents - part * posts.length;
  return posts.map((post, index) => [post, part + (index < over ? 1 : 0)]);
}

/** Cents by post under one of the rules above. The sum is the sum of the orders. */
export function attribute(orders, rule) {
  const credit = new Map();
  for (const [post, cents] of orders.flatMap(rule)) credit.set(post, (credit.get(post) ?? 0) + cents);
  return Object.fromEntries([...credit].sort(([one], [other]) => (one < other ? -1 : 1)));
}
