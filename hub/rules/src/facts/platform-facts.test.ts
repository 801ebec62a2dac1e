import { describe, expect, test } from 'vitest';
import type { FactValue, PlatformFact } from './platform-fact.ts';
import { factOf, platformFacts, readingsOf, staleFacts } from './platform-facts.ts';

const rows = Object.entries<PlatformFact>(platformFacts);

describe('the registry of platform facts', () => {
  test.each(rows)('[F1] %s is complete', (id, fact) => {
    expect(id).toMatch(/^(instagram|facebook|x|graph)\.[a-z0-9_]+$/);
    const platform = id.startsWith('graph.') ? 'meta' : id.slice(0, id.indexOf('.'));
    expect(fact.platform).toBe(platform);
    expect(fact.what.length).toBeGreaterThan(8);
    expect(fact.source.length).toBeGreaterThan(8);
    expect(fact.checkedOn).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(fact.recheckBy).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(fact.recheckBy > fact.checkedOn).toBe(true);
    expect(isMeaningful(fact.value)).toBe(true);
  });

  test.each(rows.filter(([, { readings }]) => readings !== undefined))(
    '[F2] %s plans with the stricter of its readings',
    (_id, fact) => {
      const readings = fact.readings ?? [];
      expect(readings.length).toBeGreaterThan(1);
      expect(readings.map(({ value }) => value)).toContainEqual(fact.value);
      const planned = allowedBy(fact.value);
      expect(readings.every(({ value }) => allowedBy(value) >= planned)).toBe(true);
      expect(new Set(readings.map((reading) => JSON.stringify(reading))).size).toBe(readings.length);
    },
  );

  test('[F2] the pages that disagree are the known ones', () => {
    expect(rows.filter(([, { readings }]) => readings !== undefined).map(([id]) => id)).toEqual([
      'instagram.posts_window',
      'facebook.photo_bytes',
      'facebook.story_duration',
      'x.text_weight_premium',
      'x.edit_window',
      'x.create_post_user_window',
    ]);
    expect(readingsOf('instagram.posts_window').map(({ value }) => value.limit)).toEqual([50, 100]);
    expect(readingsOf('x.url_characters')).toEqual([
      { value: 23, source: 'github.com/twitter/twitter-text config/v3.json' },
    ]);
  });

  test('[F3] a fact is given with the type of its value', () => {
    const weight: number = factOf('x.text_weight');
    const hosts: string = factOf('instagram.host');
    const types: readonly string[] = factOf('instagram.image_types');
    const items: { readonly min: number; readonly max: number } = factOf('instagram.carousel_items');
    expect([weight, hosts, types, items]).toEqual([
      280,
      'graph.instagram.com',
      ['image/jpeg'],
      { min: 2, max: 10 },
    ]);
  });

  test('[F4] a fact is stale from the day after it wanted to be checked', () => {
    expect(staleFacts(platformFacts, '2026-12-22')).toEqual([]);
    const stale = staleFacts(platformFacts, '2026-12-23');
    expect(stale.map(({ id }) => id)).toContain('x.price_create_post');
    expect(stale.every(({ fact }) => fact.recheckBy === '2026-12-22')).toBe(true);
    const all = staleFacts(platformFacts, '2028-01-01');
    expect(all).toHaveLength(rows.length);
    expect(all[0]?.fact.recheckBy).toBe('2026-12-22');
  });

  test('[F5] what is only our own conclusion says so', () => {
    for (const [, fact] of rows.filter(([id]) => id.endsWith('.settling'))) {
      expect(fact.grade).toBe('inferred');
    }
  });
});

function isMeaningful(value: FactValue): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && value > 0;
  if (typeof value === 'string') return value.length > 0;
  if (Array.isArray(value)) return value.length > 0 && new Set(value).size === value.length;
  if ('windowSeconds' in value) return Number(value.limit) > 0 && Number(value.windowSeconds) > 0;
  if ('min' in value) return Number(value.min) < Number(value.max);
  return Object.keys(value).length > 0;
}

/** How much a reading allows: a window by the rate it keeps up, a span by its upper end. */
function allowedBy(value: FactValue): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'object' && 'max' in value) return Number(value.max);
  if (typeof value === 'object' && 'limit' in value) return Number(value.limit);
  throw new Error(`readings of a kind that has no order: ${JSON.stringify(value)}`);
}
