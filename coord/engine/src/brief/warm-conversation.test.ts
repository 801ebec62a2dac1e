import { describe, expect, test } from 'vitest';
import { at, makeAttempt, makeTurn, planOf } from '../../test/make-facts.ts';
import { workOf } from '../work.ts';
import { type WarmFacts, warmConversation } from './warm-conversation.ts';

const plan = planOf({ '1': { 2: '', 3: '' }, '2': { 2: '' }, '3': { 2: '' } });
const tasks = workOf(plan, []).filter(({ session }) => session === 2);
const [first, second, third] = tasks as [(typeof tasks)[0], (typeof tasks)[0], (typeof tasks)[0]];
const turnOf = (task: string, parts = {}) =>
  makeTurn({
    task,
    driver: 'claude',
    conversation: 'c1',
    verdict: { kind: 'submitted', commit: 'c' },
    endedAt: at(10),
    ...parts,
  });
const facts = (parts: Partial<WarmFacts> = {}): WarmFacts => ({
  plan,
  attempts: [makeAttempt({ task: first.id, session: 2, state: 'integrated' })],
  turns: [turnOf(first.id)],
  now: at(12),
  mostTasks: 3,
  withinMs: 300_000,
  choiceOf: () => ({ driver: 'claude', model: 'm' }),
  ...parts,
});

describe('[T8] a related task of a session goes to the conversation of the one before', () => {
  test('that it waits for, lately, with the same driver and model', () => {
    expect(second.dependsOn.map(({ task }) => task)).toContain(first.id);
    expect(warmConversation(second, facts())).toBe('c1');
  });

  test.each<[string, Partial<WarmFacts>]>([
    ['too late', { now: at(16) }],
    ['another driver took it', { turns: [turnOf(first.id, { driver: 'codex' })] }],
    ['it was no conversation', { turns: [turnOf(first.id, { conversation: null })] }],
    ['another session held it', { turns: [turnOf(first.id, { session: 3 })] }],
    ['another model', { choiceOf: ({ id }) => ({ driver: 'claude', model: id === first.id ? 'm' : 'n' }) }],
    ['it did not end well', { attempts: [makeAttempt({ task: first.id, session: 2, state: 'blocked' })] }],
    ['each has its own', { mostTasks: 1 }],
  ])('and to a new one otherwise: %s', (_, parts) => {
    expect(warmConversation(second, facts(parts))).toBeUndefined();
  });

  test('and to a new one where it has to do with neither', () => {
    const apart = { ...third, block: 'elsewhere', dependsOn: [] };
    expect(warmConversation(apart, facts())).toBeUndefined();
  });

  test('until the conversation has been for as many tasks as it may', () => {
    const turns = [turnOf(first.id, { endedAt: at(8) }), turnOf(second.id)];
    const attempts = [first, second].map(({ id }) =>
      makeAttempt({ task: id, session: 2, state: 'integrated' }),
    );
    expect(warmConversation(third, facts({ turns, attempts }))).toBe('c1');
    expect(warmConversation(third, facts({ turns, attempts, mostTasks: 2 }))).toBeUndefined();
  });
});
