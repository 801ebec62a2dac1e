import type { Item as PlannedItem, Platform } from '@musterhub/rules';
import { sql } from 'drizzle-orm';
import { check, customType, integer, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import { accounts, brands, hub, items, media } from './schema.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({ dataType: () => 'bytea' });

/** Which account a brand's channel posts on. */
export const channelAccounts = hub.table(
  'channel_accounts',
  {
    brand: text('brand')
      .notNull()
      .references(() => brands.id),
    channel: text('channel').notNull(),
    account: text('account')
      .notNull()
      .references(() => accounts.id),
  },
  (t) => [primaryKey({ columns: [t.brand, t.channel] })],
);

/** A plan as it was generated or brought in; its items stand in `planned_items`. */
export const calendars = hub.table('calendars', {
  id: text('id').primaryKey(),
  brand: text('brand')
    .notNull()
    .references(() => brands.id),
  facts: jsonb('facts').$type<Record<string, unknown>>().notNull(),
  addedAt: instant('added_at').notNull(),
});

/** What the planner knows of an item: pillar, template, pair, levels, texts in parts, pictures as recipes. What goes out stands in `variants`. */
export const plannedItems = hub.table('planned_items', {
  item: text('item')
    .primaryKey()
    .references(() => items.id, { onDelete: 'cascade' }),
  calendar: text('calendar')
    .notNull()
    .references(() => calendars.id),
  plan: jsonb('plan').$type<PlannedItem>().notNull(),
});

/** The pictures that a recipe gave, in their order: the same recipe is not drawn twice. */
export const drawnRecipes = hub.table(
  'drawn_recipes',
  {
    recipe: text('recipe').notNull(),
    position: integer('position').notNull(),
    sha256: text('sha256')
      .notNull()
      .references(() => media.sha256),
    altText: text('alt_text').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.recipe, t.position] }),
    check('drawn_recipes_position', sql`${t.position} >= 0`),
  ],
);

/** Changes that a program wants and nobody has made: they wait for their confirmation. */
export const proposals = hub.table(
  'proposals',
  {
    id: text('id').primaryKey(),
    actor: text('actor').notNull(),
    changes: jsonb('changes').$type<unknown>().notNull(),
    /** Of the changes and of what they change: a confirmation of something else is none. */
    contentHash: text('content_hash').notNull(),
    madeAt: instant('made_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    appliedAt: instant('applied_at'),
    /** What was stored by it. */
    result: jsonb('result').$type<unknown>(),
  },
  (t) => [
    check('proposals_content_hash', sql`${t.contentHash} ~ '^[0-9a-f]{64}$'`),
    check('proposals_applied', sql`(${t.appliedAt} is null) = (${t.result} is null)`),
  ],
);

/** Somebody on the way to a platform and back. The verifier is sealed; ticket, state and browser are hashes. */
export const connectVisits = hub.table(
  'connect_visits',
  {
    ticket: text('ticket').primaryKey(),
    platform: text('platform').$type<Platform>().notNull(),
    brand: text('brand').references(() => brands.id),
    by: text('by').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** Known from the moment when the browser sets out. */
    state: text('state').unique(),
    browser: text('browser'),
    verifier: bytes('verifier'),
    usedAt: instant('used_at'),
  },
  (t) => [
    check('connect_visits_platform', sql`${t.platform} in ('instagram', 'facebook', 'x')`),
    check(
      'connect_visits_on_the_way',
      sql`(${t.state} is null) = (${t.browser} is null) and (${t.state} is null) = (${t.verifier} is null)`,
    ),
  ],
);
