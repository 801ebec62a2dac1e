import type { Route } from './route.ts';
import { accountRoutes } from './routes/account-routes.ts';
import { agentRoutes } from './routes/agent-routes.ts';
import { approvalRoutes } from './routes/approval-routes.ts';
import { auditRoutes } from './routes/audit-routes.ts';
import { brandRoutes } from './routes/brand-routes.ts';
import { calendarRoutes } from './routes/calendar-routes.ts';
import { campaignRoutes } from './routes/campaign-routes.ts';
import { cardRoutes } from './routes/card-routes.ts';
import { connectRoutes } from './routes/connect-routes.ts';
import { hubRoutes } from './routes/hub-routes.ts';
import { interfaceRoutes } from './routes/interface-routes.ts';
import { itemRoutes } from './routes/item-routes.ts';
import { keyRoutes } from './routes/key-routes.ts';
import { mediaRoutes } from './routes/media-routes.ts';
import { personRoutes } from './routes/person-routes.ts';
import { publicationRoutes } from './routes/publication-routes.ts';
import { sessionRoutes } from './routes/session-routes.ts';
import { streamRoutes } from './routes/stream-routes.ts';
import { templateRoutes } from './routes/template-routes.ts';

const documented: readonly Route[] = [
  ...sessionRoutes,
  ...personRoutes,
  ...keyRoutes,
  ...auditRoutes,
  ...hubRoutes,
  ...brandRoutes,
  ...templateRoutes,
  ...campaignRoutes,
  ...calendarRoutes,
  ...cardRoutes,
  ...itemRoutes,
  ...approvalRoutes,
  ...publicationRoutes,
  ...mediaRoutes,
  ...accountRoutes,
  ...connectRoutes,
  ...streamRoutes,
  ...agentRoutes,
];

/** Every route of the hub but its pages, with the permission beside each. */
export const routes: readonly Route[] = [...documented, ...interfaceRoutes(documented)];
