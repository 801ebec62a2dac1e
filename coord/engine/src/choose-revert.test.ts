import { compile } from '@musterhq/plan';
import { describe, expect, test } from 'vitest';
import { launchPlan } from '../test/documents.ts';
import { makeAttempt } from '../test/make-facts.ts';
import { chooseHandoffs, chooseRevert } from './choose-revert.ts';
import { workOf } from './work.ts';

const { plan } = compile(launchPlan);
const work = workOf(plan, []);
const block = plan.blocks[0]!;
const inside = work.filter((item) => item.block === block.id);
const later = work.find(
  (item) =>
    item.block !== block.id && item.dependsOn.some(({ task }) => inside.some(({ id }) => id === task)),
)!;
const landed = (tasks = inside) =>
  tasks.map(({ id, session }) => makeAttempt({ task: id, session, state: 'integrated' }));

describe('[N8] a block', () => {
  test('is its landed attempts, those of refused handoffs too, named by id or label', () => {
    const [one] = inside;
    const attempts = [
      ...landed(),
      makeAttempt({ task: one!.id, session: one!.session, number: 2, state: 'reopened' }),
      makeAttempt({ task: later.id, session: later.session, state: 'blocked' }),
    ];
    const choice = chooseRevert(plan, work, attempts, block.id);
    expect(choice).toEqual({ kind: 'revert', block: block.id, attempts: attempts.slice(0, -1) });
    expect(chooseRevert(plan, work, attempts, block.label)).toEqual(choice);
  });

  test('is not taken back under work that depends on it, landed or under way', () => {
    for (const state of ['integrated', 'submitted', 'working'] as const) {
      const attempts = [...landed(), makeAttempt({ task: later.id, session: later.session, state })];
      const choice = chooseRevert(plan, work, attempts, block.id);
      expect(choice).toMatchObject({ kind: 'refused', block: block.id });
      expect(choice.kind === 'refused' && choice.reason).toContain(`${later.label} (${later.id})`);
      expect(choice.kind === 'refused' && choice.reason).toContain(`muster revert ${later.block}`);
    }
  });

  test('is not taken back while it is worked on, before it landed, or twice', () => {
    const [one] = inside;
    const reason = (attempts: Parameters<typeof chooseRevert>[2], name = block.id) => {
      const choice = chooseRevert(plan, work, attempts, name);
      return choice.kind === 'refused' ? choice.reason : choice.kind;
    };
    const working = makeAttempt({ task: one!.id, session: one!.session, number: 2 });
    expect(reason([...landed(), working])).toContain('still being worked on');
    expect(reason([])).toContain('Nothing of');
    expect(reason(landed().map((attempt) => ({ ...attempt, state: 'reverted' as const })))).toContain(
      'already',
    );
    expect(reason(landed(), 'b99')).toContain(`Landed work is in: ${block.id} (${block.label})`);
  });
});

test('[N8] deliveries of what was taken back are withdrawn, and accepted ones stay with a consumer that was', () => {
  const handoff = plan.handoffs.find(
    ({ producer, consumer }) => producer !== undefined && consumer !== undefined,
  )!;
  const row = {
    run: 'r1',
    handoff: handoff.id,
    delivery: 1,
    state: 'accepted' as const,
    commit: 'm',
    artifacts: [],
    reason: null,
    at: new Date(0),
  };
  const key = { handoff: handoff.id, delivery: 1 };
  const choose = (task: string, state: 'accepted' | 'taken' | 'refused' = 'accepted') =>
    chooseHandoffs(plan, [{ ...row, state }], new Set([task]));
  expect(choose(handoff.producer!)).toEqual({ withdraw: [key], handAgain: [] });
  expect(choose(handoff.producer!, 'refused')).toEqual({ withdraw: [], handAgain: [] });
  expect(choose(handoff.consumer!)).toEqual({ withdraw: [], handAgain: [row] });
  expect(choose(handoff.consumer!, 'taken')).toEqual({ withdraw: [], handAgain: [] });
});
