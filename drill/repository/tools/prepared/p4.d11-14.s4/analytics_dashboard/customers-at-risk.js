/**
 * Customers who have been silent for three times their usual pause. Whoever came fewer than three times has no usual
 * pause yet: they are counted as unknown, neither safe nor at risk.
 */
export function customersAtRisk(orders, now) {
  const visits = new Map();
  for (const { customer, minute } of orders) visits.set(customer, [...(visits.get(customer) ?? []), minute]);
  const atRisk = [];
  let unknown = 0;
  for (const [customer, minutes] of [...visits].sort()) {
    if (minutes.length < 3) {
      unknown += 1;
      continue;
    }
    const sorted = minutes.toSorted((one, other) => one - other);
    const usualPause = (sorted.at(-1) - sorted[0]) / (sorted.length - 1);
    const silence = now - sorted.at(-1);
    if (silence > 3 * usualPause) atRisk.push({ customer, silence, usualPause: Math.round(usualPause) });
  }
  return { customers: visits.size, unknown, atRisk };
}
