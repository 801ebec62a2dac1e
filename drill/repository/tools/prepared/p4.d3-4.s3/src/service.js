import { deliver } from './deliver.js';
import { makeEventLog } from './event-log.js';
import { makeGateway } from './make-gateway.js';
import { makePlatforms } from './make-platforms.js';
import { parkedRoutes } from './parked-routes.js';
import { postingRoutes } from './posting-routes.js';
import { makeQueue } from './queue.js';
import { serveRoutes } from './serve-routes.js';

/**
 * Opens the service. Platforms outlive it: handed in again, they remember what was posted before. Each platform is
 * reached by a first way, which `isDown` may close, and by a second one.
 */
export async function openService({ token, platforms = makePlatforms(), isDown = () => false }) {
  const queue = makeQueue();
  const log = makeEventLog();
  const send = (entry) => {
    const platform = platforms[entry.platform];
    return deliver([makeGateway(platform, () => isDown(entry.platform)), makeGateway(platform)], entry);
  };
  const routes = [...postingRoutes({ queue, log, platforms, deliver: send }), ...parkedRoutes({ queue })];
  return serveRoutes({ routes, token });
}
