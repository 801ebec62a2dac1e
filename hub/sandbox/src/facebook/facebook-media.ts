import type { StoredMedia } from '../media-store.ts';

/** A photo or video that a Page holds, before or beside a post. */
export type FacebookMedia = {
  id: string;
  pageId: string;
  use: 'photo' | 'video' | 'reel' | 'story';
  altText: string;
  createdAt: number;
  isTemporary: boolean;
  /** Undefined while the bytes are awaited. */
  media: StoredMedia | undefined;
  /** Bytes of a chunked upload so far, and how many are expected. */
  chunks: Uint8Array[];
  expectedBytes: number | undefined;
  readyAt: number | undefined;
  failure: string | undefined;
  /** The post that it is in. */
  postId: string | undefined;
};
