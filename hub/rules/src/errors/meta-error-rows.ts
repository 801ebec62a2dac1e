import { type ErrorRow, reconnect } from './error-row.ts';

const meta: ErrorRow['platforms'] = ['instagram', 'facebook'];

/** developers.facebook.com/docs/graph-api/guides/error-handling and overview/rate-limiting, checked 2026-11-22. */
export const metaErrorRows: readonly ErrorRow[] = [
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
  {
    platforms: meta,
    codes: [100],
    subcodes: [33],
    class: 'ambiguous',
    remedy: 'reconcile',
    cause: 'the object cannot be read: it does not exist, or the platform loses sight of it for a while',
    fix: 'the account is read before anything is sent again',
  },
];
