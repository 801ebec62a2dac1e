import type { KeyWords } from '@musterhq/page';
import { lazyRouteComponent, type RouteComponent } from '@tanstack/react-router';
import { queueKeys } from '../approvals/use-queue-keys.ts';
import { CalendarView } from '../calendar/calendar-view.tsx';
import { calendarKeys } from '../calendar/use-calendar-keys.ts';
import type { Permission } from './me.ts';

/** An address of the hub. One with a name and a key stands in the navigation, for those who have the permission. */
export type View = {
  path: string;
  component: RouteComponent;
  place?: { name: string; key: string; needs?: Permission };
  /** Keys of its own, for the help. */
  keys?: readonly KeyWords[];
};

/**
 * Every view: a row is all that a view needs. All but the first are loaded when they are opened, by `lazyRouteComponent(() => import(FILE), NAME)`;
 * parameters of an address are read with `useParams({ strict: false })`.
 */
export const views: readonly View[] = [
  { path: '/', component: CalendarView, place: { name: 'Calendar', key: 'c' }, keys: calendarKeys },
  {
    path: '/approvals',
    component: lazyRouteComponent(() => import('../approvals/approvals-view.tsx'), 'ApprovalsView'),
    place: { name: 'Approvals', key: 'a' },
    keys: queueKeys,
  },
  {
    path: '/publishing',
    component: lazyRouteComponent(() => import('../publishing/publishing-view.tsx'), 'PublishingView'),
    place: { name: 'Publishing', key: 'p' },
  },
  {
    path: '/publishing/$id',
    component: lazyRouteComponent(() => import('../publishing/publishing-view.tsx'), 'PublishingView'),
  },
  {
    path: '/accounts',
    component: lazyRouteComponent(() => import('../accounts/accounts-view.tsx'), 'AccountsView'),
    place: { name: 'Accounts', key: 'o' },
  },
  {
    path: '/library',
    component: lazyRouteComponent(() => import('../media/media-view.tsx'), 'MediaView'),
    place: { name: 'Media', key: 'm' },
  },
  {
    path: '/library/$sha256',
    component: lazyRouteComponent(() => import('../media/media-view.tsx'), 'MediaView'),
  },
  {
    path: '/brand',
    component: lazyRouteComponent(() => import('../brand/brand-view.tsx'), 'BrandView'),
    place: { name: 'Brand', key: 'b' },
  },
  {
    path: '/people',
    component: lazyRouteComponent(() => import('../people/people-view.tsx'), 'PeopleView'),
    place: { name: 'People', key: 'e', needs: 'own' },
  },
  {
    path: '/audit',
    component: lazyRouteComponent(() => import('../audit/audit-view.tsx'), 'AuditView'),
    place: { name: 'Audit', key: 'u', needs: 'own' },
  },
  {
    path: '/items/$id',
    component: lazyRouteComponent(() => import('../item/item-view.tsx'), 'ItemView'),
  },
];
