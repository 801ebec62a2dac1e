import { expect, test } from 'vitest';
import { factOf } from '../facts/platform-facts.ts';
import { countText } from './count-text.ts';

test('[W1] on X a text is counted by weight, and the place from which it is too long is told', () => {
  const address = 'https://example.com/a-long-way/to-a-page';
  expect(countText('x', `See ${address}`)).toEqual({
    length: 4 + factOf('x.url_characters'),
    limit: factOf('x.text_weight'),
    overFrom: null,
    hashtags: null,
  });
  const long = 'a'.repeat(factOf('x.text_weight') + 3);
  expect(countText('x', long)).toMatchObject({ length: long.length, overFrom: long.length - 3 });
});

test('[K4] a first comment is counted by the room of a comment, its hashtags by nobody', () => {
  expect(countText('instagram', '#one #two', 'first_comment')).toEqual({
    length: 9,
    limit: factOf('instagram.comment_characters'),
    overFrom: null,
    hashtags: null,
  });
  expect(countText('facebook', 'More', 'first_comment').limit).toBe(factOf('facebook.comment_characters'));
});

test('[K4] on Instagram and Facebook it is counted by characters, on Instagram with its hashtags', () => {
  expect(countText('instagram', 'Two #tags of #clay')).toMatchObject({
    length: 18,
    hashtags: { count: 2, limit: factOf('instagram.caption_hashtags') },
  });
  const limit = factOf('facebook.text_characters');
  expect(countText('facebook', 'a'.repeat(limit + 1))).toEqual({
    length: limit + 1,
    limit,
    overFrom: limit,
    hashtags: null,
  });
});
