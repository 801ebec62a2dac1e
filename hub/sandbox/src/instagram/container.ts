import type { StoredMedia } from '../media-store.ts';

/** What is going to be a post of Instagram, or one picture or video of a carousel. */
export type Container = {
  id: string;
  accountId: string;
  appId: string;
  kind: 'photo' | 'carousel' | 'reel' | 'story' | 'child_video';
  isCarouselItem: boolean;
  children: string[];
  caption: string;
  altText: string;
  media: StoredMedia | undefined;
  createdAt: number;
  /** When the platform has done with it; undefined while it waits for a resumable upload. */
  readyAt: number | undefined;
  failure: { code: number; subcode: number; message: string } | undefined;
  /** The media that it became. */
  mediaId: string | undefined;
  disclosure: { aiGenerated: boolean; paidPartnership: boolean };
};

export type ContainerStatus = 'IN_PROGRESS' | 'FINISHED' | 'ERROR' | 'EXPIRED' | 'PUBLISHED';

const containerLifeMs = 24 * 3_600_000;

export function containerStatus(container: Container, now: number): ContainerStatus {
  if (container.mediaId !== undefined) return 'PUBLISHED';
  if (now >= container.createdAt + containerLifeMs) return 'EXPIRED';
  if (container.readyAt === undefined || now < container.readyAt) return 'IN_PROGRESS';
  return container.failure ? 'ERROR' : 'FINISHED';
}
