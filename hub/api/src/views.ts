import { itemSchema, platformSchema, postSchema, remedies } from '@musterhub/rules';
import {
  type Account,
  type Alert,
  type Attempt,
  type Credential,
  type Publication,
  type WholeItem,
  wantsToBeSeen,
} from '@musterhub/store';
import { z } from 'zod';
import { type ItemCheck, itemCheckSchema } from './check-item.ts';

const instant = z.iso.datetime();
const iso = (date: Date) => date.toISOString();
const isoOrNull = (date: Date | null) => date?.toISOString() ?? null;

/** A publication as the ledger has it, without its post: that stands beside it. */
export const publicationViewSchema = z.object({
  id: z.string(),
  item: z.string(),
  account: z.string(),
  platform: platformSchema,
  kind: z.string(),
  /** How its text begins, and its first picture. */
  opening: z.string(),
  picture: z.string().nullable(),
  state: z.string(),
  reason: z.string().nullable(),
  dueAt: instant,
  /** When it is looked at next; null where nothing happens before somebody changes something. */
  wakeAt: instant.nullable(),
  publishedAt: instant.nullable(),
  remoteId: z.string().nullable(),
  url: z.string().nullable(),
  contentHash: z.string(),
  followUp: z.string(),
  /** `matched`: read back from the account and the same, media included. */
  verification: z.enum(['none', 'matched', 'differs']),
  verifiedAt: instant.nullable(),
  evidence: z.string().nullable(),
  wish: z.enum(['none', 'remove', 'correct']),
});
export type PublicationView = z.infer<typeof publicationViewSchema>;

export function publicationView(row: Publication): PublicationView {
  const {
    id,
    item,
    account,
    state,
    reason,
    remoteId,
    url,
    contentHash,
    followUp,
    verification,
    evidence,
    wish,
  } = row;
  return {
    ...{
      id,
      item,
      account,
      state,
      reason,
      remoteId,
      url,
      contentHash,
      followUp,
      verification,
      evidence,
      wish,
    },
    platform: row.post.platform,
    kind: row.post.kind,
    opening: openingOf(row.post.text),
    picture: row.post.media.find(({ type }) => type.startsWith('image/'))?.sha256 ?? null,
    dueAt: iso(row.dueAt),
    wakeAt: isoOrNull(row.wakeAt),
    publishedAt: isoOrNull(row.publishedAt),
    verifiedAt: isoOrNull(row.verifiedAt),
  };
}

/** As much of a text as a line of a list shows. */
export function openingOf(text: string): string {
  const line = text.split('\n').find((one) => one.trim() !== '') ?? '';
  return line.length > 140 ? `${line.slice(0, 139)}…` : line;
}

/** An item with both its variants as they would go out, who approved what, and what became of it. */
export const itemViewSchema = z.object({
  id: z.string(),
  brand: z.string(),
  calendar: z.string(),
  account: z.string(),
  platform: z.string(),
  wall: z.string(),
  zone: z.string(),
  dueAt: instant,
  publishes: z.enum(['A', 'B']),
  plan: itemSchema,
  variants: z.array(
    z.object({ variant: z.enum(['A', 'B']), factor: z.string(), contentHash: z.string(), post: postSchema }),
  ),
  approval: z
    .object({ by: z.string(), at: instant, contentHash: z.string(), rulesVersion: z.string() })
    .nullable(),
  /** Somebody's no to what goes out now, and what is to change. */
  sentBack: z.object({ by: z.string(), at: instant, reason: z.string() }).nullable(),
  publication: publicationViewSchema.nullable(),
});
export type ItemView = z.infer<typeof itemViewSchema>;

export function itemView(whole: WholeItem): ItemView {
  const { item, plan, calendar, brand, variants, approval, sentBack, publication } = whole;
  return {
    id: item.id,
    brand,
    calendar,
    account: item.account,
    platform: plan.platform,
    wall: item.wallTime,
    zone: item.zone,
    dueAt: iso(item.dueAt),
    publishes: item.publishes,
    plan,
    variants: variants.map(({ variant, factor, contentHash, post }) => ({
      variant,
      factor,
      contentHash,
      post,
    })),
    approval:
      approval === undefined
        ? null
        : {
            by: approval.by,
            at: iso(approval.approvedAt),
            contentHash: approval.contentHash,
            rulesVersion: approval.rulesVersion,
          },
    sentBack:
      sentBack === undefined ? null : { by: sentBack.by, at: iso(sentBack.at), reason: sentBack.reason },
    publication: publication === undefined ? null : publicationView(publication),
  };
}

export const checkedItemSchema = itemViewSchema.extend({ check: itemCheckSchema });
export type CheckedItem = z.infer<typeof checkedItemSchema>;

export function checkedItem(whole: WholeItem, check: ItemCheck): CheckedItem {
  return { ...itemView(whole), check };
}

/** One call of a publication: the intent, and what became of it. */
export const attemptViewSchema = z.object({
  number: z.int(),
  call: z.string(),
  visible: z.boolean(),
  state: z.string(),
  credential: z.string(),
  begunAt: instant,
  endedAt: instant.nullable(),
  handles: z.record(z.string(), z.string()),
  /** A refusal in the platform's own words and codes, with what it means and what to do. */
  error: z
    .object({
      class: z.string(),
      remedy: z.enum(remedies),
      message: z.string(),
      cause: z.string(),
      fix: z.string(),
      http: z.int().optional(),
      code: z.union([z.int(), z.string()]).optional(),
      subcode: z.int().optional(),
      traceId: z.string().optional(),
    })
    .nullable(),
  cause: z.string().nullable(),
  /** After it was told to wait, when it may be tried again. */
  retryAt: instant.nullable(),
  worker: z.string(),
});
export type AttemptView = z.infer<typeof attemptViewSchema>;

export function attemptView(row: Attempt): AttemptView {
  const { number, call, visible, state, credential, handles, error, cause, worker } = row;
  return {
    ...{ number, call, visible, state, credential, handles, cause, worker },
    begunAt: iso(row.begunAt),
    endedAt: isoOrNull(row.endedAt),
    error: error && errorView(error),
    retryAt: isoOrNull(row.retryAt),
  };
}

/** The platform stands beside it already. */
function errorView({ platform: _, ...error }: NonNullable<Attempt['error']>): AttemptView['error'] {
  return error;
}

export const accountViewSchema = z.object({
  id: z.string(),
  platform: z.string(),
  remoteId: z.string(),
  name: z.string(),
  brand: z.string().nullable(),
  connectedAt: instant,
  breaker: z.enum(['closed', 'open']),
  /** When it lets something through again, and why it does not now. */
  breakerUntil: instant.nullable(),
  breakerBecause: z.string().nullable(),
  credentials: z.array(
    z.object({
      id: z.string(),
      rank: z.int(),
      state: z.enum(['live', 'dead']),
      issuedAt: instant,
      expiresAt: instant.nullable(),
      canRefresh: z.boolean(),
      /** Refreshes in a row that brought nothing, and when the next one may be tried. */
      refreshFailures: z.int(),
      refreshAfter: instant.nullable(),
    }),
  ),
});
export type AccountView = z.infer<typeof accountViewSchema>;

export function accountView(account: Account, credentials: readonly Credential[]): AccountView {
  const { id, platform, remoteId, name, brand, breaker } = account;
  return {
    ...{ id, platform, remoteId, name, brand },
    connectedAt: iso(account.connectedAt),
    breaker: breaker.state,
    breakerUntil: breaker.state === 'open' ? iso(breaker.until) : null,
    breakerBecause: breaker.state === 'open' ? breaker.because : null,
    credentials: credentials
      .filter((one) => one.account === id)
      .map((one) => ({
        id: one.id,
        rank: one.rank,
        state: one.state,
        issuedAt: iso(one.issuedAt),
        expiresAt: isoOrNull(one.expiresAt),
        canRefresh: one.canRefresh,
        refreshFailures: one.refreshFailures,
        refreshAfter: isoOrNull(one.refreshAfter),
      })),
  };
}

export const alertViewSchema = z.object({
  id: z.int(),
  kind: z.string(),
  subject: z.string(),
  text: z.string(),
  since: instant,
  /** Told until somebody says that it was seen; the others are over when what they tell of is. */
  wantsToBeSeen: z.boolean(),
});
export type AlertView = z.infer<typeof alertViewSchema>;

export function alertView({ id, kind, subject, text, since }: Alert): AlertView {
  return { id, kind, subject, text, since: iso(since), wantsToBeSeen: wantsToBeSeen(kind) };
}
