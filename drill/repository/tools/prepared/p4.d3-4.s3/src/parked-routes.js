/** What could not be posted, with its reason, and the way back into the queue. */
export function parkedRoutes({ queue }) {
  return [
    {
      method: 'GET',
      path: '/parked',
      answer: () => ({ status: 200, body: queue.all().filter(({ state }) => state === 'parked') }),
    },
    { method: 'POST', path: '/parked/:id/retry', answer: ({ params }) => retry(queue, params.id) },
  ];
}

function retry(queue, id) {
  const entry = queue.find(id);
  if (entry === undefined) return { status: 404, body: { error: `no entry '${id}'` } };
  if (entry.state !== 'parked')
    return { status: 409, body: { error: `${id} is ${entry.state}, not parked` } };
  queue.settle(id, { state: 'scheduled', reason: undefined });
  return { status: 200, body: queue.find(id) };
}
