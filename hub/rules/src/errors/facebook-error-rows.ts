import type { ErrorRow } from './error-row.ts';

const facebook: ErrorRow['platforms'] = ['facebook'];

/** developers.facebook.com/docs/graph-api/guides/error-handling, and codes that stand on no page. Checked 2026-11-22. */
export const facebookErrorRows: readonly ErrorRow[] = [
  {
    platforms: facebook,
    codes: [506],
    class: 'duplicate',
    remedy: 'reconcile',
    cause: 'the same post stands there already, as the newest',
    fix: 'the Page is read; when the post is not ours, change the text',
  },
  {
    platforms: facebook,
    codes: [80_001],
    class: 'throttle',
    remedy: 'wait',
    cause: 'the calls for this Page are used up',
    fix: 'the channel rests until the header says that access is back; each further call prolongs it',
  },
  ...sevenDigits([
    {
      codes: [1_609_005],
      class: 'content',
      remedy: 'edit',
      cause: 'Facebook cannot read the page behind the link',
      fix: 'see that the link opens without a log-in, or leave it out',
    },
    {
      codes: [1_390_008],
      class: 'throttle',
      remedy: 'wait',
      cause: 'the Page posts too fast',
      fix: 'the channel rests; plan more distance between posts',
    },
    {
      codes: [1_346_003, 1_404_102],
      class: 'permission',
      remedy: 'stop_channel',
      cause: 'the post is held for policy',
      fix: 'look at the support inbox of the Page, change the post',
    },
    {
      codes: [1_366_046],
      class: 'content',
      remedy: 'edit',
      cause: 'the photo is too large, or of a type that is not taken',
      fix: 'have it scaled: the media check names the limit',
    },
    {
      codes: [1_366_051],
      class: 'duplicate',
      remedy: 'reconcile',
      cause: 'these photos are in a post already',
      fix: 'the Page is read; when the post is not ours, upload the photos anew',
    },
    {
      codes: [4_854_002],
      class: 'permission',
      remedy: 'stop_channel',
      cause: 'Facebook wants the identity of a person confirmed',
      fix: 'confirm it in the app, then go on',
    },
  ]),
];

/** Known from those who publish, not from the documentation: seen as a code by some and as a subcode by others. */
function sevenDigits(
  rows: readonly (Omit<ErrorRow, 'platforms' | 'codes'> & { codes: readonly number[] })[],
): ErrorRow[] {
  return rows.flatMap(({ codes, ...row }) => [
    { platforms: facebook, codes, ...row },
    { platforms: facebook, subcodes: codes, ...row },
  ]);
}
