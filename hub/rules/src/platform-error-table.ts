import type { errorClasses, remedies } from './platform-error.ts';
import { type Platform, platforms } from './post.ts';

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

const instagram: ErrorRow['platforms'] = ['instagram'];
const facebook: ErrorRow['platforms'] = ['facebook'];
const meta: ErrorRow['platforms'] = ['instagram', 'facebook'];
const x: ErrorRow['platforms'] = ['x'];

const reconnect = 'connect the account again: hub accounts connect';
const editPost = 'change the post, have it approved again';

/** developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes, checked 2026-11-22. */
const instagramRows: readonly ErrorRow[] = [
  {
    platforms: instagram,
    codes: [-2],
    subcodes: [2207003],
    class: 'transient',
    remedy: 'rebuild',
    cause: 'Instagram took too long to fetch the picture or video',
    fix: 'it is tried again; when it stays, look at how fast the public address answers',
  },
  {
    platforms: instagram,
    codes: [-2],
    subcodes: [2207020],
    class: 'transient',
    remedy: 'rebuild',
    cause: 'the container or its media expired',
    fix: 'a new container is made',
  },
  {
    platforms: instagram,
    codes: [-1],
    subcodes: [2207001],
    class: 'transient',
    remedy: 'reconcile',
    cause: 'an error inside Instagram',
    fix: 'at publishing the container is asked first, then it is tried again',
  },
  {
    platforms: instagram,
    codes: [-1],
    subcodes: [2207032, 2207053],
    class: 'transient',
    remedy: 'rebuild',
    cause: 'Instagram could not make the container or take the upload',
    fix: 'a new container is made',
  },
  {
    platforms: instagram,
    codes: [1],
    subcodes: [2207057],
    class: 'content',
    remedy: 'edit',
    cause: 'the offset of the cover lies outside of the video',
    fix: editPost,
  },
  {
    platforms: instagram,
    codes: [4],
    subcodes: [2207051],
    class: 'permission',
    remedy: 'stop_channel',
    cause: 'Instagram holds the action for spam',
    fix: 'look at the account in the app before anything else is published there',
  },
  {
    platforms: instagram,
    codes: [9],
    subcodes: [2207042],
    class: 'quota',
    remedy: 'replan',
    cause: 'the posts of the last 24 hours are used up',
    fix: 'the post is planned for when the window has room',
  },
  {
    platforms: instagram,
    codes: [24],
    subcodes: [2207006],
    class: 'permission',
    remedy: 'rebuild',
    cause: 'the media was not found, or the token may not see it',
    fix: `it is built anew once; when it stays, ${reconnect}`,
  },
  {
    platforms: instagram,
    codes: [24],
    subcodes: [2207008],
    class: 'transient',
    remedy: 'rebuild',
    cause: 'the container is missing or expired',
    fix: 'it is asked for again, then a new one is made',
  },
  {
    platforms: instagram,
    codes: [25],
    subcodes: [2207050],
    class: 'permission',
    remedy: 'stop_channel',
    cause: 'the account is restricted or waits for a check of its owner',
    fix: 'open the app with this account and answer what it asks',
  },
  {
    platforms: instagram,
    codes: [100],
    subcodes: [2207023],
    class: 'content',
    remedy: 'edit',
    cause: 'the type of media is not one that Instagram knows',
    fix: editPost,
  },
  {
    platforms: instagram,
    codes: [100],
    subcodes: [2207028],
    class: 'content',
    remedy: 'edit',
    cause: 'a carousel has too few or too many items',
    fix: editPost,
  },
  {
    platforms: instagram,
    codes: [100],
    subcodes: [2207040],
    class: 'content',
    remedy: 'edit',
    cause: 'too many tags',
    fix: editPost,
  },
  {
    platforms: meta,
    codes: [100],
    subcodes: [33],
    class: 'ambiguous',
    remedy: 'reconcile',
    cause: 'the object cannot be read: it does not exist, or the platform loses sight of it for a while',
    fix: 'the account is read before anything is sent again',
  },
  {
    platforms: instagram,
    codes: [352],
    subcodes: [2207026],
    class: 'content',
    remedy: 'edit',
    cause: 'the format of the video is not taken',
    fix: 'give a video with the codecs that checkPost names',
  },
  {
    platforms: instagram,
    codes: [9004],
    subcodes: [2207052],
    class: 'content',
    remedy: 'edit',
    cause: 'Instagram cannot fetch the media at its public address',
    fix: 'see hub doctor: the public address has to be reachable, without a redirect to a log-in',
  },
  {
    platforms: instagram,
    codes: [9007],
    subcodes: [2207027],
    class: 'transient',
    remedy: 'wait',
    cause: 'the container is not finished',
    fix: 'it is asked for its state until it is',
  },
  {
    platforms: instagram,
    codes: [36_000],
    subcodes: [2207004],
    class: 'content',
    remedy: 'edit',
    cause: 'the picture is too large',
    fix: 'have it scaled: the media check names the limit',
  },
  {
    platforms: instagram,
    codes: [36_001],
    subcodes: [2207005],
    class: 'content',
    remedy: 'edit',
    cause: 'the format of the picture is not taken',
    fix: 'have it turned into JPEG',
  },
  {
    platforms: instagram,
    codes: [36_003],
    subcodes: [2207009],
    class: 'content',
    remedy: 'edit',
    cause: 'the ratio of the picture is not taken',
    fix: 'have it cropped: the media check names the span',
  },
  {
    platforms: instagram,
    codes: [36_004],
    subcodes: [2207010],
    class: 'content',
    remedy: 'edit',
    cause: 'the caption is too long',
    fix: editPost,
  },
  {
    platforms: instagram,
    codes: [80_002],
    class: 'throttle',
    remedy: 'wait',
    cause: 'the calls for this account are used up',
    fix: 'the channel rests until the header says that access is back',
  },
];

/** developers.facebook.com/docs/graph-api/guides/error-handling and overview/rate-limiting, checked 2026-11-22. */
const metaRows: readonly ErrorRow[] = [
  {
    platforms: meta,
    codes: [1, 2],
    class: 'transient',
    remedy: 'reconcile',
    cause: 'an error inside the platform, or it is down for a moment',
    fix: 'a call that makes something public is looked up first; then it is tried again',
  },
  {
    platforms: meta,
    codes: [3],
    class: 'permission',
    remedy: 'stop_channel',
    cause: 'the app lacks the capability for this call',
    fix: "ask for it in the app's review",
  },
  {
    platforms: meta,
    codes: [4],
    class: 'throttle',
    remedy: 'wait',
    cause: 'the calls of the app are used up',
    fix: 'the channel rests until the header says that access is back',
  },
  {
    platforms: meta,
    codes: [17],
    class: 'throttle',
    remedy: 'wait',
    cause: 'the calls of this person are used up',
    fix: 'the channel rests until the header says that access is back',
  },
  {
    platforms: meta,
    codes: [32],
    class: 'throttle',
    remedy: 'wait',
    cause: 'the calls for the Page with the token of a person are used up',
    fix: 'the channel rests; connect the Page so that its own token is used',
  },
  {
    platforms: meta,
    codes: [613],
    class: 'throttle',
    remedy: 'wait',
    cause: 'a limit of this kind of call is reached',
    fix: 'the channel rests',
  },
  {
    platforms: meta,
    codes: [10, { from: 200, to: 299 }],
    class: 'permission',
    remedy: 'stop_channel',
    cause: 'the app or the person lacks a permission for this call',
    fix: `grant every permission that is asked for: ${reconnect}`,
  },
  {
    platforms: meta,
    codes: [102, 190],
    class: 'auth',
    remedy: 'refresh',
    cause: 'the token does not hold any more',
    fix: `it is refreshed once; when it stays, ${reconnect}`,
  },
  ...(
    [
      [458, 'the person has removed the app'],
      [459, 'the platform wants the person to log in and answer a check'],
      [460, 'the password was changed, which ends every token'],
      [463, 'the token has expired'],
      [464, 'the person has not confirmed the account'],
      [467, 'the token was withdrawn'],
    ] as const
  ).map(
    ([subcode, cause]): ErrorRow => ({
      platforms: meta,
      codes: [102, 190],
      subcodes: [subcode],
      class: 'auth',
      remedy: 'stop_channel',
      cause,
      fix: reconnect,
    }),
  ),
  {
    platforms: meta,
    codes: [341],
    class: 'throttle',
    remedy: 'wait',
    cause: 'a limit of the app is reached',
    fix: 'the channel rests',
  },
  {
    platforms: meta,
    codes: [368],
    class: 'permission',
    remedy: 'stop_channel',
    cause: 'the action is blocked for a time, for policy',
    fix: 'look at the account in the app before anything else is published there',
  },
];

/** The same pages. */
const facebookRows: readonly ErrorRow[] = [
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

/** docs.x.com/x-api/fundamentals/response-codes-and-errors, checked 2026-11-22. */
const xRows: readonly ErrorRow[] = [
  {
    platforms: x,
    http: [400],
    class: 'content',
    remedy: 'edit',
    cause: 'X does not take the request',
    fix: editPost,
  },
  {
    platforms: x,
    http: [400],
    says: 'media ids are invalid',
    class: 'transient',
    remedy: 'rebuild',
    cause: 'an upload has expired or is not of this account',
    fix: 'it is uploaded anew',
  },
  {
    platforms: x,
    http: [400],
    codes: ['invalid-request'],
    class: 'content',
    remedy: 'edit',
    cause: 'X does not take a field of the request',
    fix: editPost,
  },
  {
    platforms: x,
    http: [400, 401],
    codes: ['invalid_grant', 'invalid_request'],
    class: 'auth',
    remedy: 'stop_channel',
    cause: 'the refresh token was used already, or withdrawn',
    fix: reconnect,
  },
  {
    platforms: x,
    http: [401],
    class: 'auth',
    remedy: 'refresh',
    cause: 'the token does not hold any more',
    fix: `it is refreshed once; when it stays, ${reconnect}`,
  },
  {
    platforms: x,
    http: [402],
    class: 'billing',
    remedy: 'stop_channel',
    cause: 'the credits of the X account of the app are used up',
    fix: 'buy credits in the developer portal of X, then resume the channel',
  },
  {
    platforms: x,
    http: [402],
    codes: ['credits', 'credits-depleted'],
    class: 'billing',
    remedy: 'stop_channel',
    cause: 'the credits of the X account of the app are used up',
    fix: 'buy credits in the developer portal of X, then resume the channel',
  },
  {
    platforms: x,
    http: [403],
    class: 'permission',
    remedy: 'stop_channel',
    cause: 'X forbids this call to the account or the app',
    fix: 'look at the account and at the permissions of the app',
  },
  {
    platforms: x,
    http: [403],
    says: 'duplicate content',
    class: 'duplicate',
    remedy: 'reconcile',
    cause: 'the account has posted the same text already',
    fix: 'the account is read; when the post is not ours, change the text',
  },
  {
    platforms: x,
    http: [403],
    says: 'not been mentioned or otherwise engaged',
    class: 'permission',
    remedy: 'edit',
    cause: 'an app may reply only to those who mentioned or quoted the account',
    fix: 'post it by itself, or reply by hand',
  },
  {
    platforms: x,
    http: [403],
    codes: ['client-forbidden'],
    class: 'permission',
    remedy: 'stop_channel',
    cause: 'the app is not enrolled for this call',
    fix: 'look at the project and the access level in the developer portal of X',
  },
  {
    platforms: x,
    http: [403, 429],
    codes: ['usage-capped'],
    class: 'quota',
    remedy: 'replan',
    cause: 'the usage cap of the app is reached',
    fix: 'raise the cap in the developer portal of X, or wait for the next period',
  },
  {
    platforms: x,
    http: [403],
    says: 'suspended',
    class: 'permission',
    remedy: 'stop_channel',
    cause: 'the account or the app is suspended',
    fix: 'open X with this account and read what it says',
  },
  {
    platforms: x,
    http: [404],
    class: 'content',
    remedy: 'edit',
    cause: 'what the call is about does not exist any more',
    fix: 'look at the account: the post may have been deleted',
  },
  {
    platforms: x,
    http: [404],
    codes: ['resource-not-found'],
    class: 'content',
    remedy: 'edit',
    cause: 'what the call is about does not exist any more',
    fix: 'look at the account: the post may have been deleted',
  },
  {
    platforms: x,
    http: [429],
    codes: [88, 'rate-limit-exceeded'],
    class: 'throttle',
    remedy: 'wait',
    cause: 'the window of this call is used up',
    fix: 'the channel rests until the window is new',
  },
];

/** By the HTTP status alone, where the body tells nothing. */
const statusRows: readonly ErrorRow[] = [
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
    platforms: instagram,
    codes: ['container_error', 'container_expired'],
    class: 'transient',
    remedy: 'rebuild',
    cause: 'the container failed or expired, and does not say why',
    fix: 'a new container is made',
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
  ...instagramRows,
  ...metaRows,
  ...facebookRows,
  ...xRows,
  ...statusRows,
];
