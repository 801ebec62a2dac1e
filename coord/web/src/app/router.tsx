import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { CommandView } from '../command/command-view.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell });
const command = createRoute({ getParentRoute: () => root, path: '/', component: CommandView });
const plan = createRoute({
  getParentRoute: () => root,
  path: '/plan',
  component: lazyRouteComponent(() => import('../plan/plan-view.tsx'), 'PlanView'),
});
const rounds = createRoute({
  getParentRoute: () => root,
  path: '/rounds',
  component: lazyRouteComponent(() => import('../rounds/rounds-view.tsx'), 'RoundsView'),
});
const round = createRoute({
  getParentRoute: () => root,
  path: '/rounds/$name',
  component: lazyRouteComponent(() => import('../rounds/rounds-view.tsx'), 'RoundsView'),
});
const day = createRoute({
  getParentRoute: () => root,
  path: '/days/$day',
  component: lazyRouteComponent(() => import('../rounds/day-view.tsx'), 'DayView'),
});
const events = createRoute({
  getParentRoute: () => root,
  path: '/events',
  component: lazyRouteComponent(() => import('../events/events-view.tsx'), 'EventsView'),
  /** `?event=12` is that event, as a sentence of a round names it. */
  validateSearch: (search): { event?: number } => {
    const event = Number(search.event);
    return Number.isInteger(event) && event > 0 ? { event } : {};
  },
});
const task = createRoute({
  getParentRoute: () => root,
  path: '/tasks/$task',
  component: lazyRouteComponent(() => import('../task/task-view.tsx'), 'TaskView'),
});

export const makeRouter = () =>
  createRouter({
    routeTree: root.addChildren([command, plan, rounds, round, day, events, task]),
    scrollRestoration: true,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
