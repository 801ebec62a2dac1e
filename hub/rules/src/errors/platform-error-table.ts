import { platforms } from '../post/post.ts';
import type { ErrorRow } from './error-row.ts';
import { facebookErrorRows } from './facebook-error-rows.ts';
import { instagramErrorRows } from './instagram-error-rows.ts';
import { metaErrorRows } from './meta-error-rows.ts';
import { xErrorRows } from './x-error-rows.ts';

/** Where the body tells nothing, by the status; and what the clients themselves find wrong, under names of ours. */
const commonRows: readonly ErrorRow[] = [
  {
    platforms,
    http: [429],
    class: 'throttle',
    remedy: 'wait',
    cause: 'too many calls',
    fix: 'the channel rests',
  },
  {
    platforms,
    http: [500, 502, 503, 504],
    class: 'ambiguous',
    remedy: 'reconcile',
    cause: 'the platform failed and does not say whether it had done the work',
    fix: 'a call that makes something public is looked up first; then it is tried again',
  },
  {
    platforms: ['facebook', 'x'],
    codes: ['processing_failed'],
    class: 'content',
    remedy: 'edit',
    cause: 'the platform could not process the video or animated picture',
    fix: 'give a file with the codecs and sizes that checkPost names',
  },
  {
    platforms,
    codes: ['not_offered'],
    class: 'permission',
    remedy: 'edit',
    cause: 'the platform does not offer this to apps',
    fix: 'do it by hand in the app of the platform',
  },
  {
    platforms,
    codes: ['undocumented_answer'],
    class: 'platform_bug',
    remedy: 'repeat',
    cause: 'the platform answered with success, in a shape that it does not document',
    fix: 'it is tried again; when it stays, the client has to learn the new shape',
  },
];

export const errorTable: readonly ErrorRow[] = [
  ...instagramErrorRows,
  ...metaErrorRows,
  ...facebookErrorRows,
  ...xErrorRows,
  ...commonRows,
];
