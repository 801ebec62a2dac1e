import { serveRoutes } from '../tools/serve-routes.js';
import { makeCounts } from './count-events.js';

/** Serves figures that are as fresh as the last event that came in. */
export async function openFigures({ token }) {
  const counts = makeCounts();
  return serveRoutes({
    token,
    routes: [
      { method: 'POST', path: '/events', answer: ({ body }) => take(counts, body) },
      { method: 'GET', path: '/figures', answer: () => ({ status: 200, body: counts.figures() }) },
    ],
  });
}

function take(counts, event) {
  const isEvent =
    ['id', 'kind', 'entry'].every((name) => typeof event?.[name] === 'string') &&
    Number.isInteger(event.minute);
  if (!isEvent)
    return { status: 422, body: { error: "expected an event with 'id', 'kind', 'entry' and 'minute'" } };
  return { status: 202, body: { outcome: counts.add(event) } };
}
