import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { findHashtags, findMentions } from './find-tags.ts';
import { findUrls } from './find-urls.ts';
import { isWebAddress } from './is-web-address.ts';
import { type Counting, weightedLength, xCounting } from './weighted-length.ts';

/** The configurations of the library before today's: 140 plain characters, then weights without joined emoji. */
const plain: Counting = {
  ...xCounting,
  limit: 140,
  scale: 1,
  defaultWeight: 1,
  ranges: [],
  hasEmojiAsOne: false,
};
const unjoined: Counting = { ...xCounting, hasEmojiAsOne: false };

const length = (text: string) => weightedLength(text).length;
const urls = (text: string) => findUrls(text).map((place) => place.text);

describe('weighted length', () => {
  test.each([
    ['', 0],
    ['plain words', 11],
    ['Größe in Köln', 13],
    ['\u6545\u4eba\u897f\u8f9e', 8],
    ['two \u2013 dashes', 12],
    ['e\u0301', 1],
    ['see https://example.com/a/very/long/path?with=query#and-more now', 31],
    ['see example.com now', 31],
    ['see example.photography now', 31],
    ['see readme.md now', 17],
    ['\u{1f600}', 2],
    ['\u{1f44d}\u{1f3fd}', 2],
    ['\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}', 2],
    ['\u{1f1e9}\u{1f1ea}', 2],
    ['1\ufe0f\u20e3', 2],
    ['\u2764\ufe0f', 2],
    ['\u00a9 \u00ae', 3],
    ['\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}', 2],
  ])('[W1] %j counts %i', (text, expected) => {
    expect(length(text)).toBe(expected);
  });

  test('[W2] 280 fit, 281 do not, and the text says where it is cut', () => {
    expect(weightedLength('a'.repeat(280))).toMatchObject({
      isValid: true,
      permillage: 1000,
      lastValidIndex: 279,
    });
    expect(weightedLength('a'.repeat(281))).toMatchObject({
      isValid: false,
      length: 281,
      lastValidIndex: 279,
    });
    expect(weightedLength('')).toMatchObject({ isValid: false, length: 0 });
    expect(weightedLength('a\uffff')).toMatchObject({ isValid: false, length: 3 });
  });

  test.each<[string, string[]]>([
    ['https://example.com.', ['https://example.com']],
    ['(see https://example.com/a_(b)) and', ['https://example.com/a_(b)']],
    ['https://en.example.org/wiki/Primer_(film), seen', ['https://en.example.org/wiki/Primer_(film)']],
    ['HTTPS://EXAMPLE.COM:8080/a?b=c.', ['HTTPS://EXAMPLE.COM:8080/a?b=c']],
    ['a@example.com #example.com $example.com @example.com', []],
    ['foo.de', []],
    ['foo.de/a', ['foo.de/a']],
    ['www.foo.de', ['www.foo.de']],
    ['foo.co and foo.tv', ['foo.co', 'foo.tv']],
    ['example.com/a?b=c', ['example.com/a?b=c']],
    ['example.com?b=c', ['example.com']],
    ['http://m\u00fcnchen.example.com', ['http://m\u00fcnchen.example.com']],
    ['http://-a.com http://a_b.com http://a-.com', []],
    ['http://a_b.example.com', ['http://a_b.example.com']],
    [
      'http://foobar.\u067e\u0627\u06a9\u0633\u062a\u0627\u0646/',
      ['http://foobar.\u067e\u0627\u06a9\u0633\u062a\u0627\u0646/'],
    ],
    ['http://example.xn--p1ai/a', ['http://example.xn--p1ai/a']],
    ['example.comfort example.community', ['example.community']],
    ['http://example.com\u306e', ['http://example.com']],
    ['https://t.co/abc123-more', ['https://t.co/abc123']],
    ['one.com, two.org; three.net!', ['one.com', 'two.org', 'three.net']],
    ['1.5 e.g. and so on...ok', []],
  ])('[W3] links of %j', (text, expected) => {
    expect(urls(text)).toEqual(expected);
  });

  test('[W4] no text is slow: each is read in linear time', () => {
    const size = 20_000;
    const texts = [
      'a.',
      'a-',
      'http://',
      'http://a.co/(',
      '(((',
      '#a',
      '@a/',
      '$A',
      '\u{1f469}\u200d',
      'a.b-',
      'xn--',
    ];
    for (const text of texts) {
      const long = text.repeat(size / text.length);
      expect(weightedLength(long).length).toBeGreaterThan(0);
      expect(findHashtags(long).length + findMentions(long, 'instagram').length).toBeGreaterThanOrEqual(0);
    }
  }, 20_000);
});

type Weighed = {
  description: string;
  text: string;
  expected: {
    weightedLength: number;
    valid: boolean;
    permillage: number;
    displayRangeEnd: number;
    validRangeEnd: number;
  };
};
type Judged = { description: string; text: string; expected: boolean };
type Vectors = {
  tests: Record<'tweets' | 'usernames' | 'lists' | 'hashtags' | 'urls' | 'urls_without_protocol', Judged[]> &
    Record<
      | 'WeightedTweetsCounterTest'
      | 'WeightedTweetsWithDiscountedEmojiCounterTest'
      | 'UnicodeDirectionalMarkerCounterTest',
      Weighed[]
    >;
};

const file = join(import.meta.dirname, '../../../../../shared/data/platforms/twitter-text-validate.yml');

describe.skipIf(!existsSync(file))('[W5] the conformance file of twitter-text', () => {
  const vectors = existsSync(file) ? (parse(readFileSync(file, 'utf8')) as Vectors).tests : undefined;
  const judged = (name: Exclude<keyof Vectors['tests'], `${string}Test`>) =>
    (vectors?.[name] ?? []).map((vector) => [vector.description, vector] as const);
  const weighed = (name: Extract<keyof Vectors['tests'], `${string}Test`>) =>
    (vectors?.[name] ?? []).map((vector) => [vector.description, vector] as const);

  const isWhole = (places: { text: string }[], text: string) =>
    places.length === 1 && places[0]?.text === text;
  const agree = ({ text, expected }: Weighed, counting: Counting) => {
    const {
      length: counted,
      isValid,
      permillage,
      lastIndex,
      lastValidIndex,
    } = weightedLength(text, counting);
    expect({
      weightedLength: counted,
      valid: isValid,
      permillage,
      displayRangeEnd: lastIndex,
      validRangeEnd: lastValidIndex,
    }).toEqual({
      weightedLength: expected.weightedLength,
      valid: expected.valid,
      permillage: expected.permillage,
      displayRangeEnd: expected.displayRangeEnd,
      validRangeEnd: expected.validRangeEnd,
    });
  };

  test('has 97 vectors, all of which are compared', () => {
    expect(Object.values(vectors ?? {}).flat()).toHaveLength(97);
  });
  test.each(judged('tweets'))('%s', (_name, { text, expected }) => {
    expect(weightedLength(text, plain).isValid).toBe(expected);
  });
  test.each(judged('usernames'))('%s', (_name, { text, expected }) => {
    expect(isWhole(findMentions(text, 'x'), text) && !text.includes('/')).toBe(expected);
  });
  test.each(judged('lists'))('%s', (_name, { text, expected }) => {
    expect(isWhole(findMentions(text, 'x'), text) && text.includes('/')).toBe(expected);
  });
  test.each(judged('hashtags'))('%s', (_name, { text, expected }) => {
    expect(isWhole(findHashtags(text), text)).toBe(expected);
  });
  test.each(judged('urls'))('%s', (_name, { text, expected }) => {
    expect(isWebAddress(text, { protocol: 'needed' })).toBe(expected);
  });
  test.each(judged('urls_without_protocol'))('%s', (_name, { text, expected }) => {
    expect(isWebAddress(text, { protocol: 'optional' })).toBe(expected);
  });
  test.each(weighed('WeightedTweetsCounterTest'))('%s', (_name, vector) => {
    agree(vector, unjoined);
  });
  test.each(weighed('WeightedTweetsWithDiscountedEmojiCounterTest'))('%s', (_name, vector) => {
    agree(vector, xCounting);
  });
  test.each(weighed('UnicodeDirectionalMarkerCounterTest'))('%s', (_name, vector) => {
    agree(vector, xCounting);
  });
});
