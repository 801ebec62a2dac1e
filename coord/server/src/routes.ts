import type { Route } from './route.ts';
import { logRoutes } from './routes/log-routes.ts';
import { personRoutes } from './routes/person-routes.ts';
import { runRoutes } from './routes/run-routes.ts';

/** Every route under `/api`, with its permission beside it. */
export const routes: readonly Route[] = [...personRoutes, ...runRoutes, ...logRoutes];
