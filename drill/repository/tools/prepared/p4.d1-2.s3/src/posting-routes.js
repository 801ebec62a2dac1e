const fields = { id: 'string', platform: 'string', variant: 'string', text: 'string', minute: 'number' };

/** Schedule, look, work through what is due. The clock is the caller's: a minute comes in with the request. */
export function postingRoutes({ queue, log, platforms, deliver }) {
  return [
    { method: 'POST', path: '/entries', answer: ({ body }) => schedule(queue, platforms, body) },
    { method: 'GET', path: '/entries', answer: () => ({ status: 200, body: queue.all() }) },
    { method: 'GET', path: '/entries/:id', answer: ({ params }) => found(queue.find(params.id), params.id) },
    { method: 'POST', path: '/clock', answer: ({ body }) => advance({ queue, log, deliver }, body) },
    { method: 'GET', path: '/events', answer: () => ({ status: 200, body: log.all() }) },
  ];
}

function schedule(queue, platforms, entry) {
  const wrong = Object.keys(fields).filter((name) => typeof entry?.[name] !== fields[name]);
  if (wrong.length > 0)
    return {
      status: 422,
      body: { error: `these fields are missing or of another type: ${wrong.join(', ')}` },
    };
  if (!(entry.platform in platforms)) {
    return {
      status: 422,
      body: {
        error: `no platform '${entry.platform}': expected one of ${Object.keys(platforms).join(', ')}`,
      },
    };
  }
  const outcome = queue.schedule(entry);
  return { status: outcome === 'known' ? 200 : 201, body: queue.find(entry.id) };
}

function found(entry, id) {
  return entry === undefined
    ? { status: 404, body: { error: `no entry '${id}'` } }
    : { status: 200, body: entry };
}

async function advance({ queue, log, deliver }, body) {
  if (!Number.isInteger(body?.minute))
    return { status: 422, body: { error: "expected a whole number as 'minute'" } };
  const settled = { posted: 0, parked: 0 };
  for (const entry of queue.due(body.minute)) {
    const outcome = await deliver(entry);
    queue.settle(entry.id, outcome);
    settled[outcome.state] += 1;
    const { id, platform, variant } = entry;
    log.add({ kind: outcome.state, entry: id, platform, variant, minute: body.minute });
  }
  return { status: 200, body: settled };
}
