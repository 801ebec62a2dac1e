import type { Event } from '@musterhq/store';
import { describe, expect, test } from 'vitest';
import { launchPlan, mission } from '../test/documents.ts';
import {
  at,
  compilePlan,
  makeAttempt,
  makeFacts,
  makeLimits,
  makeReview,
  makeTurn,
} from '../test/make-facts.ts';
import { assembleRound, type RoundFacts } from './assemble-round.ts';
import type { Facts } from './facts.ts';
import { pageText } from './round-pages.ts';
import { workOf } from './work.ts';
import { statesOf } from './work-state.ts';

const plan = compilePlan(launchPlan);
const idOf = (label: string) => plan.tasks.find((task) => task.label === label)!.id;

function pageOf(round: string, parts: Partial<RoundFacts> & { given?: Partial<Facts> } = {}) {
  const { given, ...rest } = parts;
  const of = parts.plan ?? plan;
  const facts = makeFacts(given);
  const work = workOf(of, []);
  return assembleRound({
    plan: of,
    round: of.rounds.find((one) => one.id === round)!,
    due: { round, when: 'day-3', day: 3 },
    work,
    states: statesOf(work, facts, makeLimits()),
    facts,
    events: [],
    reports: [],
    ...rest,
  });
}

const nothingKnown = /The log holds nothing about this item/;
const report = (kind: string, text: string) => ({
  id: 9,
  at: at(1),
  from: 'Session 4',
  session: 4,
  kind,
  text,
});
const event = (parts: Partial<Event> & Pick<Event, 'kind'>): Event => ({
  id: 12,
  run: 'r1',
  key: 'k',
  session: null,
  task: null,
  data: {},
  generation: 1,
  at: at(1),
  ...parts,
});
const answer = (page: ReturnType<typeof pageOf>, item: RegExp) =>
  page.answers.find((one) => item.test(one.item))!.lines.join('\n');

const attempts = [
  makeAttempt({ task: idOf('b1s2'), session: 2, state: 'integrated', integrated: 'feedbeef00112233' }),
  makeAttempt({ task: idOf('b1s3'), session: 3 }),
];

describe('[E25] every agenda item is answered from the log', () => {
  test.each(plan.rounds.map((round) => [round.id]))('of the %s of the launch plan', (round) => {
    const page = pageOf(round);
    expect(page.answers.map(({ item }) => item)).toEqual(
      plan.rounds.find((one) => one.id === round)!.agenda.map(({ text }) => text),
    );
    for (const { lines } of page.answers) {
      expect(lines.length).toBeGreaterThan(0);
      expect(lines.join('\n')).not.toMatch(nothingKnown);
    }
  });

  test.skipIf(mission === undefined)("of the mission's own document", () => {
    const own = compilePlan(mission!);
    const items = own.rounds.flatMap((round) => pageOf(round.id, { plan: own }).answers);
    expect(items).toHaveLength(9);
    for (const { lines } of items) expect(lines.join('\n')).not.toMatch(nothingKnown);
  });

  test('and one that the log knows nothing of says so, with the reports that there are', () => {
    const round = { ...plan.rounds[0]!, agenda: [{ text: 'Favourite colours', line: 1 }] };
    const page = pageOf('morning-standup', { round, reports: [report('progress', 'mostly green')] });
    expect(page.answers[0]!.lines).toEqual([
      '- The log holds nothing about this item. Reports by sessions and people appear here.',
      '- Session 4 reports (progress): mostly green (event 9)',
    ]);
  });
});

describe('[E25] the answers', () => {
  test('give priorities as what is open, and what blocks as what waits with the line it was read from', () => {
    const page = pageOf('morning-standup', { given: { attempts } });
    expect(answer(page, /^Priorities/).split('\n')).toEqual([
      '- Session 3, b1s3: A posting API that works through the calendar by itself (working)',
      '- Session 2, b2s2: Posts that look right on every platform (starts now)',
      '- Session 1, b3s1: Monitoring that wakes somebody before a customer does (starts now)',
    ]);
    expect(answer(page, /^Dependencies/)).toMatch(
      /Session 3, b2s3 waits for b1s3 of Session 3: .* \(line \d+\)/,
    );
    expect(answer(page, /^Dependencies/)).toContain('No blocker is known.');
  });

  test('name what is blocked or sent back, and who asks for help', () => {
    const verdict = { kind: 'rework', cause: 'gates', feedback: 'one is red\nand more' } as const;
    const page = pageOf('midday-sync', {
      given: { attempts, turns: [makeTurn({ task: idOf('b1s3'), verdict })] },
      reports: [report('blocker', 'no access to the sandbox'), report('progress', 'all well')],
    });
    expect(answer(page, /blockers/)).toBe(
      '- Session 3, b1s3 is sent back: one is red\n- Session 4 reports (blocker): no access to the sandbox (event 9)',
    );
  });

  test('count gates, and name the red ones, refused paths and conflicts with their events', () => {
    const events = [
      event({ kind: 'gate_finished', data: { gate: 'unit', outcome: 'passed' } }),
      event({
        id: 13,
        kind: 'gate_finished',
        task: idOf('b1s3'),
        data: { gate: 'unit', outcome: 'no_tests' },
      }),
      event({ id: 14, kind: 'ownership_refused', session: 3, task: idOf('b1s3') }),
      event({ id: 15, kind: 'conflict_met', session: 3, task: idOf('b1s3') }),
    ];
    expect(answer(pageOf('midday-sync', { events }), /^Quality/).split('\n')).toEqual([
      '- 1 gate runs passed.',
      '- The gate unit ended as no_tests for b1s3 (event 13)',
      '- A foreign path was refused for b1s3 of Session 3 (event 14)',
      '- A conflict was met for b1s3 of Session 3 (event 15)',
    ]);
  });

  test('say of a deliverable which commit brought it, and nothing of what is only under way', () => {
    const lines = answer(pageOf('evening-review', { given: { attempts } }), /deliverable/);
    expect(lines).toBe(
      '- Session 2, b1s2: A content calendar of thirty days with a time for every post: integrated as feedbeef00',
    );
    expect(answer(pageOf('evening-review'), /deliverable/)).toBe('- Nothing is integrated yet.');
  });

  test("give the next day each session's next task", () => {
    const lines = answer(pageOf('evening-review', { given: { attempts } }), /next day/);
    expect(lines.split('\n').map((line) => /Session \d next: b\ds\d/.exec(line)?.[0])).toEqual([
      'Session 2 next: b2s2',
      'Session 3 next: b2s3',
      'Session 4 next: b3s4',
      'Session 1 next: b3s1',
    ]);
  });

  test('name as risks what is late, blocked or held back, each once there is one', () => {
    const late = answer(pageOf('evening-review', { given: { attempts } }), /^Risks/);
    expect(late).toContain('b1s3 of Session 3 is late');
    const held = pageOf('evening-review', {
      given: { attempts, reviews: [makeReview({ name: 'day-2' })] },
      due: { round: 'evening-review', when: 'day-2', day: 2 },
    });
    expect(answer(held, /^Risks/)).toContain('The last review held main back');
    const calm = pageOf('evening-review', { due: { round: 'evening-review', when: 'day-1', day: 1 } });
    expect(answer(calm, /^Risks/)).toBe('- No risk shows in the log: nothing is blocked, late or held back.');
  });

  test('say who is free, at work, or replaced by a person', () => {
    const page = pageOf('morning-standup', { given: { attempts, heldByPerson: new Set([4]) } });
    const lines = answer(page, /^Resource/);
    expect(lines).toContain('- Session 2 (Content & Campaigns): free');
    expect(lines).toContain('- Session 3 (Backend & Services): on b1s3');
    expect(lines).toMatch(/Session 4 .*: free, held by a person/);
  });
});

test('[E25] a page is text with its title, its speaker and each item as a heading', () => {
  const text = pageText(pageOf('morning-standup'));
  expect(text).toMatch(
    /^# .*, day-3\n\nSession 1 \(Launch Desk\) broadcasts\.\n\n## Priorities and objectives/,
  );
  expect(text.match(/^## /gm)).toHaveLength(3);
});
