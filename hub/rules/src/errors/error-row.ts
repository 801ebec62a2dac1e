import type { Platform } from '../post/post.ts';
import type { errorClasses, remedies } from './platform-error.ts';

/** A row holds when every field that it names agrees. */
export type ErrorRow = {
  platforms: readonly Platform[];
  http?: readonly number[];
  codes?: readonly (number | string | { from: number; to: number })[];
  subcodes?: readonly number[];
  /** Lower-case words of the message, where the platform gives no code (X's duplicate is `about:blank`). */
  says?: string;
  class: (typeof errorClasses)[number];
  remedy: (typeof remedies)[number];
  cause: string;
  fix: string;
};

/** What a person is told in several rows. */
export const reconnect = 'connect the account again: hub accounts connect';
export const editPost = 'change the post, have it approved again';
