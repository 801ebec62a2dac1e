import { describe, expect, it } from 'vitest';
import { launchPlan } from '../test/documents.ts';
import { makePlan, makeSession, makeTask } from '../test/make-plan.ts';
import { compile } from './compile.ts';
import { diffPlans } from './diff-plans.ts';
import type { Plan, Task } from './plan.ts';

const nowhere = { start: 0, end: 0, line: 1, column: 1 };
const none = { finished: new Set<string>(), running: new Set<string>() };
const first = makeTask({ id: 'p1.d1-2.s2', session: 2, block: 'p1.d1-2', lastDay: 2 });
const second = makeTask({
  id: 'p1.d3-4.s2',
  session: 2,
  block: 'p1.d3-4',
  firstDay: 3,
  lastDay: 4,
  needs: [first.id],
});
const block = (id: string, title: string, firstDay: number, lastDay: number) => ({
  id,
  label: id,
  phase: 'p1',
  week: 'p1.w1',
  title,
  firstDay,
  lastDay,
  range: nowhere,
});
const before = makePlan({
  sessions: [makeSession({ id: 1, isMaster: true }), makeSession({ id: 2 })],
  blocks: [block('p1.d1-2', 'Content', 1, 2), block('p1.d3-4', 'Checks', 3, 4)],
  tasks: [first, second],
  milestones: [{ id: 'day-2', day: 2, text: 'Calendar', isChecked: false, box: nowhere, range: nowhere }],
});
const edited = (parts: Partial<Plan>) => diffPlans(before, { ...before, ...parts }, none);
const withTask = (parts: Partial<Task>, progress = none) =>
  diffPlans(before, { ...before, tasks: [{ ...first, ...parts }, second] }, progress);

describe('diffPlans', () => {
  it('[D1] sees no change in places, statuses and checkboxes', () => {
    const elsewhere = { start: 5, end: 9, line: 3, column: 2 };
    const after: Plan = {
      ...before,
      tasks: [
        first,
        { ...second, range: elsewhere, dependsOn: second.dependsOn.map((need) => ({ ...need, line: 9 })) },
      ],
      milestones: before.milestones.map((milestone) => ({ ...milestone, isChecked: true, box: elsewhere })),
      statusLines: [{ id: 's', label: 'Status', subject: { kind: 'plan' }, text: 'new', value: elsewhere }],
    };
    expect(diffPlans(before, after, none)).toEqual([]);
  });

  it('[D2] re-plans a changed task that has not started', () => {
    expect(withTask({ text: 'Other work', gates: ['unit'] })).toEqual([
      {
        what: 'task',
        id: first.id,
        kind: 'changed',
        fields: ['text', 'gates'],
        consequence: 'adopted',
        line: 'task p1.d1-2.s2 changed: text, gates',
      },
    ]);
  });

  it('[D2] asks about a changed task that runs', () => {
    const [change] = withTask({ text: 'Other work' }, { ...none, running: new Set([first.id]) });
    expect(change).toMatchObject({ consequence: 'asks', kind: 'changed' });
    expect(change?.line).toBe(
      'task p1.d1-2.s2 changed: text; it is running: stop it, or let it finish as it began',
    );
    const gone = { ...before, tasks: [{ ...second, dependsOn: [] }] };
    expect(diffPlans(before, gone, { ...none, running: new Set([first.id]) })[1]).toMatchObject({
      kind: 'removed',
      consequence: 'asks',
    });
  });

  it('[D2] asks nothing where only the time to begin changes of a task that has begun', () => {
    const [change] = withTask({ lastDay: 3, priority: 2 }, { ...none, running: new Set([first.id]) });
    expect(change).toMatchObject({ consequence: 'adopted', fields: ['priority', 'days'] });
  });

  it('[D2] keeps finished work finished, changed or gone', () => {
    const progress = { ...none, finished: new Set([first.id]) };
    expect(withTask({ text: 'Other work' }, progress)).toMatchObject([
      { consequence: 'stays', kind: 'changed' },
    ]);
    const after = { ...before, tasks: [{ ...second, dependsOn: [] }] };
    expect(diffPlans(before, after, progress)).toMatchObject([
      { id: second.id, kind: 'changed', fields: ['dependsOn'], consequence: 'adopted' },
      { id: first.id, kind: 'removed', consequence: 'stays' },
    ]);
  });

  it('[D3] knows a task again whose block got other days', () => {
    const after: Plan = {
      ...before,
      blocks: [block('p1.d1-3', 'Content', 1, 3), block('p1.d4-5', 'Checks', 4, 5)],
      tasks: [
        { ...first, id: 'p1.d1-3.s2', block: 'p1.d1-3', lastDay: 3 },
        {
          ...second,
          id: 'p1.d4-5.s2',
          block: 'p1.d4-5',
          firstDay: 4,
          lastDay: 5,
          text: 'New words',
          dependsOn: [{ task: 'p1.d1-3.s2', reason: 'own_order', phrase: '', line: 4 }],
        },
      ],
    };
    const changes = diffPlans(before, after, { ...none, finished: new Set([first.id]) });
    expect(changes.filter((change) => change.what === 'task')).toEqual([
      {
        what: 'task',
        id: 'p1.d1-3.s2',
        kind: 'moved',
        before: first.id,
        fields: ['days'],
        consequence: 'stays',
        line: 'task p1.d1-2.s2 is now p1.d1-3.s2: days; it is finished and its work stays',
      },
      expect.objectContaining({
        id: 'p1.d4-5.s2',
        before: second.id,
        kind: 'moved',
        fields: ['text', 'days'],
      }),
    ]);
  });

  it('[D3] keeps the work apart when a slip gives every block the days of the next one', () => {
    const late = launchPlan.replace(
      /(#### \*\*Day )(\d+)-(\d+)/g,
      (_, head, from, to) => `${head}${+from + 2}-${+to + 2}`,
    );
    const [old, shifted] = [compile(launchPlan).plan, compile(late).plan];
    const finished = new Set(['p4.d1-2.s2']);
    const changes = diffPlans(old, shifted, { finished, running: new Set(['p4.d1-2.s3']) });
    const tasks = changes.filter((change) => change.what === 'task');
    expect(tasks.map((change) => change.line).slice(0, 3)).toEqual([
      'task p4.d1-2.s2 is now p4.d3-4.s2: days; it is finished and its work stays',
      'task p4.d1-2.s3 is now p4.d3-4.s3: days',
      'task p4.d3-4.s2 is now p4.d5-6.s2: days',
    ]);
    expect(tasks).toHaveLength(10);
    expect(tasks.every((change) => change.kind === 'moved' && change.fields.join() === 'days')).toBe(true);
    const others = changes.filter((change) => change.what !== 'task');
    expect(others.map(({ what, kind }) => `${what} ${kind}`)).toEqual([
      ...Array(5).fill('block moved'),
      ...Array(2).fill('oversight moved'),
    ]);
  });

  it('[D4] tells added and removed tasks', () => {
    const third = makeTask({ id: 'p1.d3-4.s1', block: 'p1.d3-4' });
    expect(edited({ tasks: [first, third] })).toMatchObject([
      { what: 'task', id: third.id, kind: 'added', line: 'task p1.d3-4.s1 is new' },
      { what: 'task', id: second.id, kind: 'removed', line: 'task p1.d3-4.s2 is gone' },
    ]);
  });

  it('[D4] tells what changed beside the tasks, each in a line', () => {
    const changes = edited({
      title: 'Another',
      sessions: [before.sessions[0]!, makeSession({ id: 2, agents: ['writer'] }), makeSession({ id: 3 })],
      milestones: [{ ...before.milestones[0]!, day: 3, id: 'day-3' }],
      branches: [{ name: 'main', purpose: '', role: 'main', session: 1, range: nowhere }],
    });
    for (const { line } of changes) expect(line).not.toMatch(/[.?!]$/);
    expect(changes.map((change) => change.line)).toEqual([
      'the plan changed: title',
      'session 2 changed: agents',
      'session 3 is new',
      'branch main is new',
      'milestone day-2 is now day-3: day',
    ]);
  });
});
