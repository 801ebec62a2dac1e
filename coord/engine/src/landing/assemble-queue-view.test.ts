import type { Event } from '@musterhq/store';
import { expect, test } from 'vitest';
import { at, makeAttempt, makeFacts, planOf } from '../../test/make-facts.ts';
import { assembleQueueView } from './assemble-queue-view.ts';
import type { QueueEvent } from './queue.ts';
import { newQueueEvent } from './queue-events.ts';

const plan = planOf({ '1-2': { 2: '', 3: '' } });
const [one, two] = plan.tasks as [(typeof plan.tasks)[0], (typeof plan.tasks)[0]];
const submitted = [
  makeAttempt({ task: one.id, session: 2, state: 'submitted', submittedAt: at(1) }),
  makeAttempt({ task: two.id, session: 3, state: 'submitted', submittedAt: at(2) }),
];
const first = `${one.id}#1:c-${one.id}`;
const second = `${two.id}#1:c-${two.id}`;

const stored = (event: Parameters<typeof newQueueEvent>[0], index: number): Event => ({
  id: index + 1,
  run: 'r1',
  session: null,
  task: null,
  generation: 1,
  at: at(index),
  data: {},
  ...newQueueEvent(event, { number: index }),
});
const log: Exclude<QueueEvent, { kind: 'opened' | 'landed' }>[] = [
  { kind: 'target_moved', tip: 'i0' },
  { kind: 'entered', entry: first, paths: ['a.md'], reads: 'everything' },
  { kind: 'entered', entry: second, paths: ['b.md'], reads: 'everything' },
  { kind: 'merged', entry: first, onto: 'i0', commit: 'm1' },
  { kind: 'merged', entry: second, onto: 'm1', commit: 'm2' },
  { kind: 'gated', entry: second, commit: 'm2', passed: true },
];
const viewOf = (events: Event[], stalls: Event[] = [], attempts = submitted) =>
  assembleQueueView({
    plan,
    facts: makeFacts({ attempts }),
    events,
    stalls,
    policy: { window: 4, floor: 2, ceiling: 8 },
    branch: 'integration/daily',
  });

test('[E33] the queue as people see it names who stands on whom, and since when', () => {
  const { entries, ...rest } = viewOf(log.map(stored));
  expect(rest).toEqual({
    branch: 'integration/daily',
    tip: 'i0',
    window: 4,
    ceiling: 8,
    landed: 0,
    left: { gates: 0, conflict: 0, withdrawn: 0 },
  });
  expect(entries).toMatchObject([
    {
      label: one.label,
      session: 2,
      onto: null,
      since: at(3).toISOString(),
      state: { kind: 'gating', commit: 'm1' },
    },
    { label: two.label, session: 3, onto: one.label, since: at(5).toISOString(), state: { kind: 'green' } },
  ]);
});

test('[E33] it says of a candidate that takes far too long that it does, and of an earlier one nothing', () => {
  const stall = (commit: string): Event => ({
    ...stored(log[0]!, 9),
    kind: 'queue_stalled',
    data: { kind: 'bad_head', entry: first, commit },
  });
  expect(viewOf(log.map(stored), [stall('m1')]).entries[0]).toHaveProperty('stall', 'bad_head');
  expect(viewOf(log.map(stored), [stall('m0')]).entries[0]).not.toHaveProperty('stall');
});

test('[E33] a queue in which nothing waits stands where the branch does', () => {
  expect(viewOf([], [], [])).toMatchObject({ tip: 'i0', entries: [], landed: 0 });
  const left = (entry: string) => ({ kind: 'left', entry, cause: 'withdrawn' }) as const;
  const moved = [...log, left(first), left(second)].map(stored);
  const view = assembleQueueView({
    plan,
    facts: makeFacts({ integration: 'i9' }),
    events: moved,
    stalls: [],
    policy: { window: 4, floor: 2, ceiling: 8 },
    branch: 'integration/daily',
  });
  expect(view).toMatchObject({ tip: 'i9', entries: [], left: { withdrawn: 2 } });
});
