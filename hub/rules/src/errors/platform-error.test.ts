import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { classifyError, type PlatformError, platformErrorSchema, type RawError } from './platform-error.ts';
import { errorTable } from './platform-error-table.ts';

type Case = [
  platform: RawError['platform'],
  code: number | string | undefined,
  subcode: number | undefined,
  http: number,
  expected: PlatformError['class'],
  remedy: PlatformError['remedy'],
  message?: string,
];

/** What the facts say about each code, written down a second time. */
const known: Case[] = [
  ['instagram', -2, 2207003, 400, 'transient', 'rebuild'],
  ['instagram', -2, 2207020, 400, 'transient', 'rebuild'],
  ['instagram', -1, 2207001, 400, 'transient', 'reconcile'],
  ['instagram', -1, 2207032, 400, 'transient', 'rebuild'],
  ['instagram', -1, 2207053, 400, 'transient', 'rebuild'],
  ['instagram', 1, 2207057, 400, 'content', 'edit'],
  ['instagram', 4, 2207051, 400, 'permission', 'stop_channel'],
  ['instagram', 9, 2207042, 403, 'quota', 'replan'],
  ['instagram', 24, 2207006, 400, 'permission', 'rebuild'],
  ['instagram', 24, 2207008, 400, 'transient', 'rebuild'],
  ['instagram', 25, 2207050, 400, 'permission', 'stop_channel'],
  ['instagram', 100, 2207023, 400, 'content', 'edit'],
  ['instagram', 100, 2207028, 400, 'content', 'edit'],
  ['instagram', 100, 2207040, 400, 'content', 'edit'],
  ['instagram', 100, 33, 400, 'ambiguous', 'reconcile'],
  ['facebook', 100, 33, 400, 'ambiguous', 'reconcile'],
  ['instagram', 352, 2207026, 400, 'content', 'edit'],
  ['instagram', 9004, 2207052, 400, 'content', 'edit'],
  ['instagram', 9007, 2207027, 400, 'transient', 'wait'],
  ['instagram', 36000, 2207004, 400, 'content', 'edit'],
  ['instagram', 36001, 2207005, 400, 'content', 'edit'],
  ['instagram', 36003, 2207009, 400, 'content', 'edit'],
  ['instagram', 36004, 2207010, 400, 'content', 'edit'],
  ['instagram', 190, undefined, 400, 'auth', 'refresh'],
  ['instagram', 80002, undefined, 400, 'throttle', 'wait'],
  ['facebook', 1, undefined, 500, 'transient', 'reconcile'],
  ['facebook', 2, undefined, 503, 'transient', 'reconcile'],
  ['facebook', 3, undefined, 400, 'permission', 'stop_channel'],
  ['facebook', 4, undefined, 400, 'throttle', 'wait'],
  ['facebook', 10, undefined, 403, 'permission', 'stop_channel'],
  ['facebook', 17, undefined, 400, 'throttle', 'wait'],
  ['facebook', 32, undefined, 400, 'throttle', 'wait'],
  ['facebook', 102, undefined, 401, 'auth', 'refresh'],
  ['facebook', 190, undefined, 401, 'auth', 'refresh'],
  ['facebook', 190, 458, 401, 'auth', 'stop_channel'],
  ['facebook', 190, 459, 401, 'auth', 'stop_channel'],
  ['facebook', 190, 460, 401, 'auth', 'stop_channel'],
  ['facebook', 190, 463, 401, 'auth', 'stop_channel'],
  ['facebook', 190, 464, 401, 'auth', 'stop_channel'],
  ['facebook', 190, 467, 401, 'auth', 'stop_channel'],
  ['facebook', 200, undefined, 403, 'permission', 'stop_channel'],
  ['facebook', 299, undefined, 403, 'permission', 'stop_channel'],
  ['facebook', 341, undefined, 400, 'throttle', 'wait'],
  ['facebook', 368, undefined, 400, 'permission', 'stop_channel'],
  ['facebook', 506, undefined, 400, 'duplicate', 'reconcile'],
  ['facebook', 613, undefined, 400, 'throttle', 'wait'],
  ['facebook', 80001, undefined, 400, 'throttle', 'wait'],
  ['facebook', 1609005, undefined, 400, 'content', 'edit'],
  ['facebook', 1390008, undefined, 400, 'throttle', 'wait'],
  ['facebook', 1346003, undefined, 400, 'permission', 'stop_channel'],
  ['facebook', 1404102, undefined, 400, 'permission', 'stop_channel'],
  ['facebook', 1366046, undefined, 400, 'content', 'edit'],
  ['facebook', 1366051, undefined, 400, 'duplicate', 'reconcile'],
  ['facebook', 4854002, undefined, 400, 'permission', 'stop_channel'],
  ['x', 'invalid-request', undefined, 400, 'content', 'edit'],
  ['x', 'invalid_grant', undefined, 400, 'auth', 'stop_channel'],
  ['x', 'invalid_request', undefined, 400, 'auth', 'stop_channel'],
  ['x', undefined, undefined, 401, 'auth', 'refresh'],
  ['x', 'credits', undefined, 402, 'billing', 'stop_channel'],
  ['x', 'credits-depleted', undefined, 402, 'billing', 'stop_channel'],
  [
    'x',
    'about:blank',
    undefined,
    403,
    'duplicate',
    'reconcile',
    'You are not allowed to create a Tweet with duplicate content.',
  ],
  [
    'x',
    'about:blank',
    undefined,
    403,
    'permission',
    'edit',
    'Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author.',
  ],
  ['x', 'client-forbidden', undefined, 403, 'permission', 'stop_channel'],
  ['x', 'usage-capped', undefined, 403, 'quota', 'replan'],
  ['x', 'about:blank', undefined, 403, 'permission', 'stop_channel', 'Your account is suspended'],
  ['x', 'resource-not-found', undefined, 404, 'content', 'edit'],
  ['x', 88, undefined, 429, 'throttle', 'wait'],
  ['x', 'rate-limit-exceeded', undefined, 429, 'throttle', 'wait'],
  ['x', undefined, undefined, 500, 'ambiguous', 'reconcile'],
  ['x', undefined, undefined, 502, 'ambiguous', 'reconcile'],
  ['x', undefined, undefined, 503, 'ambiguous', 'reconcile'],
  ['x', undefined, undefined, 504, 'ambiguous', 'reconcile'],
];

const raw = ([platform, code, subcode, http, , , message]: Case): RawError => ({
  platform,
  http,
  message: message ?? 'what the platform said',
  ...(code === undefined ? {} : { code }),
  ...(subcode === undefined ? {} : { subcode }),
});

describe('the error table', () => {
  test.each(known)('[E1] %s %s / %s at %i is %s, %s', (...row) => {
    const error = classifyError(raw(row));
    expect([error.class, error.remedy]).toEqual([row[4], row[5]]);
    expect(error.cause).not.toBe('');
    expect(error.fix).not.toBe('');
    expect(platformErrorSchema.parse(error)).toEqual(error);
  });

  test('[E2] a code without a row is kept word for word and called unknown', () => {
    expect(
      classifyError({
        platform: 'instagram',
        http: 400,
        code: 77,
        subcode: 12,
        message: '(#77) Gone fishing',
        traceId: 'A1',
      }),
    ).toMatchObject({
      class: 'unknown',
      remedy: 'stop_channel',
      code: 77,
      subcode: 12,
      message: '(#77) Gone fishing',
      traceId: 'A1',
    });
  });

  test('[E2] what the platform calls passing is passing, unless a row knows better', () => {
    const passing = { platform: 'facebook', http: 400, message: 'later', isTransient: true } as const;
    expect(classifyError({ ...passing, code: 77 }).class).toBe('transient');
    expect(classifyError({ ...passing, code: 200 }).class).toBe('permission');
  });

  test('[E3] a number counts as a field, never as a part of another number or of a sentence', () => {
    const said = { platform: 'facebook', http: 400, message: 'error 190 on post 506' } as const;
    expect(classifyError({ ...said, code: 1900 }).class).toBe('unknown');
    expect(classifyError({ ...said, code: 5061 }).class).toBe('unknown');
    expect(classifyError({ ...said, code: '190' }).class).toBe('unknown');
  });

  test('[E4] the same number means on each platform what that platform says', () => {
    expect(classifyError({ platform: 'x', http: 400, code: 190, message: '' }).class).toBe('content');
    expect(classifyError({ platform: 'instagram', http: 400, code: 506, message: '' }).class).toBe('unknown');
  });

  test('[E5] no two rows name the same fields', () => {
    const keys = errorTable.flatMap(({ platforms, http, codes, subcodes, says }) =>
      platforms.map((platform) => JSON.stringify([platform, http, codes, subcodes, says])),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  const facts = join(import.meta.dirname, '../../../../../shared/facts/publishing.md');
  test.skipIf(!existsSync(facts))('[E1] every code of the facts file stands in the list above', () => {
    const text = readFileSync(facts, 'utf8');
    const table = text.slice(text.indexOf('Error codes that matter'), text.indexOf('Insights [P/S]'));
    const pages = text.slice(
      text.indexOf('Errors [P]: 1 and 2 transient'),
      text.indexOf('**The `*_impressions*`'),
    );
    const numbers = [
      ...`${table}\n${pages.split('Insights')[0]}`.matchAll(/(?<![\w./#-])-?\d{1,7}(?![\w%.])/g),
    ].map(([number]) => Number(number));
    const listed = new Set(known.flatMap(([, code, subcode]) => [code, subcode]));
    // The rest of the numbers are HTTP statuses, spans of time and of items.
    const others = new Set([30, 2, 10, 5, 1, 400]);
    expect(numbers.length).toBeGreaterThan(40);
    expect(numbers.filter((number) => !listed.has(number) && !others.has(number))).toEqual([]);
  });
});
