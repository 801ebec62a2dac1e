import type { Platform } from '@musterhub/rules';
import type { StoredMedia } from './media-store.ts';

export type SandboxComment = { id: string; text: string; at: number; byAccountId: string };

/** What a platform holds of a post, published or not. */
export type SandboxPost = {
  platform: Platform;
  accountId: string;
  id: string;
  kind: 'text' | 'link' | 'photo' | 'carousel' | 'video' | 'reel' | 'story' | 'reply';
  text: string;
  link?: string;
  media: (StoredMedia & { altText: string; id: string })[];
  /** X: the post that this one answers, and the first one of the thread. */
  inReplyTo?: string;
  conversationId?: string;
  appId: string;
  createdAt: number;
  /** Facebook: when the platform itself will publish it. */
  scheduledFor?: number;
  publishedAt?: number;
  deletedAt?: number;
  /** Earlier texts, with the time they were replaced. */
  edits: { at: number; text: string }[];
  comments: SandboxComment[];
  disclosure: { aiGenerated: boolean; paidPartnership: boolean };
};

/** How long a story is shown. */
const storyLifeMs = 24 * 3_600_000;

/** Whether a reader of the account sees the post. */
export function isVisible(post: SandboxPost, now: number): boolean {
  if (post.publishedAt === undefined || post.publishedAt > now || post.deletedAt !== undefined) return false;
  return post.kind !== 'story' || now < post.publishedAt + storyLifeMs;
}
