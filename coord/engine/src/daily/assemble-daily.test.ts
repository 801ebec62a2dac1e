import type { Event, EventKind } from '@musterhq/store';
import { expect, test } from 'vitest';
import { at, makeTurn } from '../../test/make-facts.ts';
import { assembleDaily, type DailyFacts } from './assemble-daily.ts';
import { dailyText } from './daily-text.ts';

let id = 0;
const event = (minute: number, kind: EventKind, data: Record<string, unknown>, task = 'p.s2'): Event => {
  id += 1;
  const of = { id, run: 'r1', key: `k${id}`, generation: 1, session: 2, at: at(minute) };
  return { ...of, kind, task: kind === 'round_held' || kind === 'review_held' ? null : task, data };
};
const none = { input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null };
const row = (
  key: string,
  told: number,
  costUsd: number | null,
  silent = 0,
): DailyFacts['ledger']['rows'][0] => ({
  ...{ key, label: key, turns: 1, tokens: none, told, costUsd, unpriced: 0, saidUsd: null },
  ...{ unknown: { turns: silent, tokens: 0 }, atLeast: { turns: 0, tokens: 0 }, counted: told },
  ...{ certainties: [], flags: [] },
});

function sectionsOf(events: Event[], parts: Partial<DailyFacts> = {}) {
  const facts = {
    fromMs: at(10).getTime(),
    untilMs: at(20).getTime(),
    zone: 'UTC',
    turns: [],
    ledger: { rows: [] },
  };
  const sections = assembleDaily({ ...facts, events, labels: new Map([['p.s2', 'b1s2']]), ...parts });
  const linesOf = (key: string) =>
    sections.find((one) => one.key === key)!.parts.flatMap(({ lines }) => lines);
  return { sections, linesOf };
}

test('[J1] a day tells what is its own, each sentence with its events, and says where there is nothing', () => {
  const events = [
    event(5, 'task_integrated', { commit: 'a'.repeat(40) }),
    event(12, 'task_integrated', { commit: 'b'.repeat(40) }),
    event(13, 'gate_finished', { gate: 'pages', outcome: 'passed' }),
    event(14, 'gate_finished', { gate: 'pages', outcome: 'failed' }),
  ];
  const { linesOf } = sectionsOf(events);
  expect(linesOf('landings')).toEqual([
    { text: 'Session 2 b1s2 integrated as bbbbbbbbbb', events: [events[1]!.id] },
  ]);
  expect(linesOf('gates')).toEqual([
    { text: 'pages: 1 passed, 1 did not.', events: [events[2]!.id, events[3]!.id] },
    { text: 'Session 2 b1s2 gate pages failed', events: [events[3]!.id] },
  ]);
  expect(linesOf('reviews')).toEqual([{ text: 'No review was held.', events: [] }]);
  expect(linesOf('rounds')).toEqual([{ text: 'No round was held.', events: [] }]);
  expect(linesOf('spend')).toEqual([{ text: 'No turn ended.', events: [] }]);
});

test('[J1] what was open at the end of the day is told, also from days before, and what was decided is not', () => {
  const question = event(3, 'report_made', { from: 'Session 2', kind: 'question', text: 'which one?' });
  const answered = event(4, 'report_made', { from: 'Session 2', kind: 'question', text: 'red?' });
  const answer = { from: 'Ada', kind: 'answer', text: 'yes', to: 2, question: answered.id };
  const wish = { path: 'a.md', owner: 3, reason: 'a line', minutes: 20 };
  const asked = event(6, 'grant_asked', wish);
  const blocked = event(7, 'attempt_blocked', { reason: 'no key' }, 'other');
  const comment = event(8, 'comment_made', {
    by: 'Ada',
    path: 'a.md',
    fromLine: 1,
    toLine: 1,
    commit: 'c',
    text: 'x',
  });
  const events = [
    ...[question, answered, event(5, 'report_made', answer), asked, blocked, comment],
    event(9, 'attempt_blocked', { reason: 'red' }),
    event(11, 'attempt_started', { label: 'b1s2', attempt: 2 }),
  ];
  const open = sectionsOf(events).linesOf('decisions');
  expect(open[0]?.text).toBe('Session 2 reports (question): which one?');
  expect(open.flatMap((line) => line.events)).toEqual([question.id, asked.id, blocked.id, comment.id]);
});

test('[J1] spend is of the turns that ended on the day; what nobody told is said to be unknown', () => {
  const turn = (name: string, minute: number) =>
    makeTurn({ id: name, task: 'p.s2', session: 2, endedAt: at(minute), outcome: { kind: 'finished' } });
  const { linesOf } = sectionsOf([event(12, 'turn_finished', { turn: 1, kind: 'finished' })], {
    turns: [turn('t1', 9), turn('t2', 12), turn('t3', 15), { ...turn('t4', 16), session: 3 }],
    ledger: { rows: [row('t1', 500, 1), row('t2', 1_200, 0.5), row('t3', 0, null, 1), row('t4', 0, null)] },
  });
  expect(linesOf('spend').map(({ text }) => text)).toEqual([
    'Session 2: 1,200 tokens told of in 2 turns, about $0.50 by published prices; 1 told nothing, so what they used is not known.',
    'Session 3: 1 turn, in which no model was asked.',
  ]);
});

test('[J1] as Markdown it has every sentence once, on one line, with its events', () => {
  const { sections } = sectionsOf([event(12, 'attempt_blocked', { reason: 'red\nand long' })]);
  const day = { run: 'r1', document: 'PLAN.md', day: 1, date: '2026-11-23', isOver: false, zone: 'UTC' };
  const text = dailyText({ ...day, fromAt: '', untilAt: '', sections });
  expect(text).toContain(
    '# Day 1, 2026-11-23\n\nRun r1 of PLAN.md; days are those of UTC. The day is not over.',
  );
  expect(text).toContain(`- Session 2 b1s2 is blocked: red (event ${id})`);
});
