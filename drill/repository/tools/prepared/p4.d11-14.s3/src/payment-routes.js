/** Take a payment, give it back, show a customer, show what each post brought. Amounts are whole cents. */
export function paymentRoutes({ ledger }) {
  return [
    { method: 'POST', path: '/payments', answer: ({ body }) => pay(ledger, body) },
    { method: 'POST', path: '/payments/:id/refund', answer: ({ params }) => refund(ledger, params.id) },
    {
      method: 'GET',
      path: '/customers/:id',
      answer: ({ params }) => ({ status: 200, body: ledger.history(params.id) }),
    },
    { method: 'GET', path: '/revenue', answer: () => ({ status: 200, body: ledger.revenue() }) },
  ];
}

function pay(ledger, body) {
  const isPayment =
    typeof body?.id === 'string' &&
    typeof body.customer === 'string' &&
    Number.isInteger(body.amountCents) &&
    body.amountCents > 0 &&
    Array.isArray(body.touches);
  if (!isPayment)
    return { status: 422, body: { error: "expected 'id', 'customer', 'touches' and 'amountCents' above 0" } };
  return { status: ledger.pay(body) === 'known' ? 200 : 201, body: ledger.find(body.id) };
}

function refund(ledger, id) {
  const outcome = ledger.refund(id);
  if (outcome === 'missing') return { status: 404, body: { error: `no payment '${id}'` } };
  return { status: outcome === 'known' ? 200 : 201, body: ledger.find(id) };
}
