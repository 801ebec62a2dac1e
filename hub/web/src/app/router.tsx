import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { Shell } from './shell.tsx';
import { views } from './views.ts';

/** What an address says after its question mark belongs to the view that it leads to. */
export const makeRouter = () => {
  const root = createRootRoute({ component: Shell });
  const routes = views.map(({ path, component }) =>
    createRoute({ getParentRoute: () => root, path, component }),
  );
  return createRouter({ routeTree: root.addChildren(routes), scrollRestoration: true });
};
