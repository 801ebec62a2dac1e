import { z } from 'zod';

export const platforms = ['instagram', 'facebook', 'x'] as const;
export const platformSchema = z.enum(platforms);
export type Platform = z.infer<typeof platformSchema>;

/**
 * The forms a post can take. Not every platform has every one; `checkPost` says so.
 * `text` may carry a link on Facebook (`link`) and X (within the text); `thread` is X's chain of own replies.
 */
export const postKinds = ['text', 'photo', 'carousel', 'video', 'reel', 'story', 'thread'] as const;

/** A picture or video by the facts of its bytes, as `hub/media` measured them; never by its file's name. */
export const postMediaSchema = z.strictObject({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  type: z.enum(['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'video/mp4', 'video/quicktime']),
  bytes: z.int().positive(),
  width: z.int().positive(),
  height: z.int().positive(),
  /** Videos and animated pictures only. */
  durationMs: z.int().positive().optional(),
  framesPerSecond: z.number().positive().optional(),
  videoCodec: z.string().optional(),
  audioCodec: z.string().optional(),
  altText: z.string(),
  /** Its own metadata, or a person, says that a machine has made it or parts of it. */
  madeWithAi: z.literal(true).optional(),
});
export type PostMedia = z.infer<typeof postMediaSchema>;

/**
 * What goes out on one channel: the chosen variant of an item, free of calendar and brand. Its content hash is what an
 * approval is bound to and what the ledger of publications knows it by.
 */
export const postSchema = z.strictObject({
  platform: platformSchema,
  kind: z.enum(postKinds),
  text: z.string(),
  /** Facebook's link preview. On X and Instagram a link is part of the text. */
  link: z.url().optional(),
  media: z.array(postMediaSchema),
  /** Instagram and Facebook: the account's own first comment, put under the post after it is out. */
  firstComment: z.string().optional(),
  /** X: the texts that follow the first one as replies to it, in order. */
  thread: z.array(z.string()).optional(),
  disclosure: z.strictObject({ aiGenerated: z.boolean(), paidPartnership: z.boolean() }),
});
export type Post = z.infer<typeof postSchema>;
