import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { CommandView } from '../command/command-view.tsx';
import { EventsView } from '../events/events-view.tsx';
import { TaskView } from '../task/task-view.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({ component: Shell });
const command = createRoute({ getParentRoute: () => root, path: '/', component: CommandView });
const events = createRoute({ getParentRoute: () => root, path: '/events', component: EventsView });
const task = createRoute({ getParentRoute: () => root, path: '/tasks/$task', component: TaskView });

export const makeRouter = () =>
  createRouter({ routeTree: root.addChildren([command, events, task]), scrollRestoration: true });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
