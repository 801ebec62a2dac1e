import { makeEventLog } from './event-log.js';
import { makePlatforms } from './make-platforms.js';
import { postingRoutes } from './posting-routes.js';
import { makeQueue } from './queue.js';
import { sendOnce } from './send-once.js';
import { serveRoutes } from './serve-routes.js';

/** Opens the service. Platforms outlive it: handed in again, they remember what was posted before. */
export async function openService({ token, platforms = makePlatforms() }) {
  const queue = makeQueue();
  const log = makeEventLog();
  const routes = postingRoutes({ queue, log, platforms, deliver: (entry) => sendOnce(platforms, entry) });
  return serveRoutes({ routes, token });
}
