import { expect, test } from 'vitest';
import { stallOf } from './stall-of.ts';

const head = { entry: 'a', commit: 'm1', forMs: 40_000, usualMs: 5_000 };

test('[E32] a head that takes its usual time is no stall, and neither is one that nothing is known of', () => {
  expect(stallOf({ head: undefined, ended: [] })).toBeUndefined();
  expect(stallOf({ head: { ...head, forMs: 14_000 }, ended: [] })).toBeUndefined();
  expect(stallOf({ head: { ...head, usualMs: undefined }, ended: [] })).toBeUndefined();
  expect(stallOf({ head: { ...head, forMs: 9_000, usualMs: 100 }, ended: [] })).toBeUndefined();
});

test('[E32] where nobody else is quicker, everything is slow', () => {
  expect(stallOf({ head, ended: [] })).toMatchObject({ kind: 'slow', forMs: 40_000 });
  expect(stallOf({ head, ended: [{ tookMs: 30_000, usualMs: 5_000 }] })?.kind).toBe('slow');
  expect(stallOf({ head, ended: [{ tookMs: 30_000, usualMs: undefined }] })?.kind).toBe('slow');
});

test('[E32] where others were judged in their usual time meanwhile, the head is at fault', () => {
  expect(stallOf({ head, ended: [{ tookMs: 6_000, usualMs: 5_000 }] })?.kind).toBe('bad_head');
});
