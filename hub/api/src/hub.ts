import type { Store } from '@musterhub/store';
import type { MediaFolder } from './media-folder.ts';

/** What the hub's actions work with, whoever asks for them: a page, a program, an agent or the command line. */
export type Hub = {
  store: Store;
  media: MediaFolder;
  /** The hub's time: posts are due by it. */
  now(): Date;
};
