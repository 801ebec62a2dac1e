/**
 * Payments and refunds of this process. A payment names the posts that its customer came by, oldest first; the last
 * one that was out by then is what it is credited to, and without one it is credited to 'unknown'. Same id, same payment.
 */
export function makeLedger({ isOut }) {
  const payments = new Map();
  return {
    pay({ id, customer, amountCents, touches, minute }) {
      if (payments.has(id)) return 'known';
      const credited = touches.findLast((entry) => isOut(entry, minute)) ?? 'unknown';
      payments.set(id, { id, customer, amountCents, touches, minute, credited, refundedCents: 0 });
      return 'paid';
    },
    refund(id) {
      const payment = payments.get(id);
      if (payment === undefined) return 'missing';
      if (payment.refundedCents > 0) return 'known';
      payments.set(id, { ...payment, refundedCents: payment.amountCents });
      return 'refunded';
    },
    find: (id) => payments.get(id),
    /** Everything about a customer in one place: payments in their order, and what is left of them. */
    history(customer) {
      const own = [...payments.values()].filter((payment) => payment.customer === customer);
      return { customer, payments: own, valueCents: kept(own) };
    },
    /** Kept cents by the post they are credited to; the sum is everything that was kept. */
    revenue() {
      const entries = new Map();
      for (const payment of payments.values()) {
        entries.set(payment.credited, (entries.get(payment.credited) ?? 0) + kept([payment]));
      }
      return { totalCents: kept([...payments.values()]), entries: Object.fromEntries([...entries].sort()) };
    },
  };
}

function kept(payments) {
  return payments.reduce((sum, { amountCents, refundedCents }) => sum + amountCents - refundedCents, 0);
}
