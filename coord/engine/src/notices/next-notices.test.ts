import { expect, test } from 'vitest';
import { nextNotices, type SentNotice } from './next-notices.ts';
import { isFinal, nextTry } from './next-try.ts';
import type { Notice } from './notices-of.ts';

const gate: Notice = { subject: 'gate:tone', kind: 'decision', title: 'tone', text: '?', isOver: false };
const round: Notice = { subject: 'round:7', kind: 'round', title: 'Standup', text: '', isOver: true };
const at = new Date(0);

/** Looks again and again at what is so, and keeps what was told as the store does. */
function looking() {
  let sent: SentNotice[] = [];
  return (...facts: Notice[]): string[] => {
    const { begun, ended } = nextNotices(facts, sent);
    sent = sent.map((one) =>
      ended.includes(one.subject) && one.endedAt === null ? { ...one, endedAt: at } : one,
    );
    sent.push(...begun.map((one) => ({ ...one, endedAt: one.isOver ? at : null })));
    return begun.map(({ subject, episode }) => `${subject} ${episode}`);
  };
}

test('[M1] something that waits is told once, and again when it waits again after it was decided', () => {
  const look = looking();
  expect(look(gate)).toEqual(['gate:tone 1']);
  expect(look(gate)).toEqual([]);
  expect(look(gate, gate)).toEqual([]);
  expect(look()).toEqual([]);
  expect(look(gate)).toEqual(['gate:tone 2']);
});

test('[M1] what is told of a moment is told once, however long it is among the news', () => {
  const look = looking();
  expect(look(round, gate)).toEqual(['round:7 1', 'gate:tone 1']);
  expect(look(round, gate)).toEqual([]);
  expect(look(gate)).toEqual([]);
  expect(look(round, gate)).toEqual([]);
});

test('[M3] pauses grow, and end', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7].map((tries) => nextTry(tries, 0)?.getTime());
  expect(pauses).toEqual([5_000, 30_000, 120_000, 600_000, 3_600_000, 14_400_000, undefined]);
  expect([400, 401, 404, 410].every(isFinal)).toBe(true);
  expect([408, 429, 500, 502, 301].some(isFinal)).toBe(false);
});
