import { expect, test } from 'vitest';
import { clockOf, parsePace } from './pace.ts';

test.each([
  ['asap', { kind: 'asap' }],
  ['real', { kind: 'real' }],
  ['1d=20s', { kind: 'scaled', dayMs: 20_000 }],
  ['1d=2m', { kind: 'scaled', dayMs: 120_000 }],
  ['1d=100ms', { kind: 'scaled', dayMs: 100 }],
  ['1d=99ms', undefined],
  ['2d=20s', undefined],
  ['1d=', undefined],
  ['1d=soon', undefined],
  ['fast', undefined],
  ['', undefined],
])('[E30] the pace %j is read as %j', (text, pace) => {
  expect(parsePace(text)).toEqual(pace);
});

test('[E30] days pass by the zone at a real pace, and from the start of the run at a scaled one', () => {
  const startedAt = Date.parse('2026-11-23T12:00:00Z');
  const run = { startedAt, planStart: '2026-11-23', zone: 'Pacific/Auckland' };
  expect(clockOf({ kind: 'real' }, run).planTimeAt(startedAt)).toMatchObject({ day: 2, minuteOfDay: 60 });
  const scaled = clockOf({ kind: 'scaled', dayMs: 20_000 }, run);
  expect(scaled.planTimeAt(startedAt)).toMatchObject({ day: 1, minuteOfDay: 0 });
  expect(scaled.planTimeAt(startedAt + 30_000)).toMatchObject({ day: 2, minuteOfDay: 720 });
});
