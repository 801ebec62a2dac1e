import type { Route } from './route.ts';
import { actionRoutes } from './routes/action-routes.ts';
import { commitRoutes } from './routes/commit-routes.ts';
import { dayRoutes } from './routes/day-routes.ts';
import { interfaceRoutes } from './routes/interface-routes.ts';
import { logRoutes } from './routes/log-routes.ts';
import { personRoutes } from './routes/person-routes.ts';
import { planRoutes } from './routes/plan-routes.ts';
import { runRoutes } from './routes/run-routes.ts';
import { streamRoutes } from './routes/stream-routes.ts';

const documented: readonly Route[] = [
  ...personRoutes,
  ...runRoutes,
  ...planRoutes,
  ...commitRoutes,
  ...logRoutes,
  ...dayRoutes,
  ...streamRoutes,
  ...actionRoutes,
];

/** Every route under `/api`, with its permission beside it. */
export const routes: readonly Route[] = [...documented, ...interfaceRoutes(documented)];
