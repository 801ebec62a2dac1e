import type { RouteComponent } from '@tanstack/react-router';
import { CalendarView } from '../calendar/calendar-view.tsx';
import type { Permission } from './me.ts';

/** An address of the hub. One with a name and a key stands in the navigation, for those who have the permission. */
export type View = {
  path: string;
  component: RouteComponent;
  place?: { name: string; key: string; needs?: Permission };
};

/**
 * Every view: a row is all that a view needs. All but the first are loaded when they are opened, by `lazyRouteComponent(() => import(FILE), NAME)`;
 * parameters of an address are read with `useParams({ strict: false })`.
 */
export const views: readonly View[] = [
  { path: '/', component: CalendarView, place: { name: 'Calendar', key: 'c' } },
];
