import { describe, expect, it } from 'vitest';
import { compileAndCheck } from './check.ts';
import { orderOf } from './graph.ts';
import { type NewDocumentOptions, newDocument } from './new-document.ts';

const known = {
  agents: 'architect security qa writer frontend mentor backend devops performance analyzer refactorer'.split(
    ' ',
  ),
  presets: {},
};
const make = (parts: Partial<NewDocumentOptions> = {}) =>
  newDocument({ title: 'Launch', sessions: 4, weeks: 2, created: '2026-11-22', ...parts });

describe('newDocument', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [8, 1],
    [16, 5],
  ])('[N1] compiles without a finding above info for %i sessions and %i weeks', (sessions, weeks) => {
    const { plan, diagnostics } = compileAndCheck(make({ sessions, weeks }), known);
    expect(diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(plan.sessions).toHaveLength(sessions);
    expect(plan.weeks).toHaveLength(weeks);
    expect(plan.blocks).toHaveLength(2 * weeks);
    expect(plan.tasks).toHaveLength(2 * weeks * Math.max(1, sessions - 1));
    expect(plan.milestones).toHaveLength(2 * weeks);
    expect(orderOf(plan.tasks).kind).toBe('ordered');
  });

  it('[N2] has every part of the language to begin with', () => {
    const { plan } = compileAndCheck(make(), known);
    expect(plan).toMatchObject({ title: 'Launch', created: '2026-11-22', master: 1 });
    expect(plan.handoffs).toMatchObject([{ from: 2, to: 3, producer: 'p1.d1-4.s2' }]);
    expect(plan.resources.map(({ path }) => path)).toEqual(['docs/', 'content/', 'src/', 'analytics/']);
    expect(plan.branches.map(({ name, isDefault }) => [name, isDefault])).toEqual([
      ['main', undefined],
      ['session-2-content', undefined],
      ['session-3-backend', undefined],
      ['session-4-analytics', undefined],
      ['integration/daily', undefined],
    ]);
    expect(plan.rounds).toHaveLength(3);
    expect(plan.oversights).toHaveLength(4);
    expect(plan.qualityGates).toHaveLength(2);
    expect(plan.statusLines).toHaveLength(8);
  });

  it('[N3] lets every check of a week wait for the results of all others', () => {
    const { plan } = compileAndCheck(make(), known);
    const verify = plan.tasks.find((task) => task.id === 'p1.d5-7.s4');
    expect(verify?.dependsOn.map((need) => need.task).toSorted()).toEqual([
      'p1.d1-4.s2',
      'p1.d1-4.s3',
      'p1.d1-4.s4',
    ]);
  });

  it("[N4] takes sessions in people's own words, whatever characters they use", () => {
    const seat = { role: 'Ä "role"', agents: ['qa'], functions: ['x'], folder: 'lead/' };
    const text = make({
      title: 'Two\nlines',
      sessions: [
        { ...seat, name: 'Leitung' },
        { ...seat, name: 'Prüfung: "alles"', folder: 'tests/' },
        { ...seat, name: '日本 #1', folder: 'jp/' },
      ],
    });
    const { plan, diagnostics } = compileAndCheck(text, known);
    expect(diagnostics.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(plan.title).toBe('Two lines');
    expect(plan.sessions.map(({ name }) => name)).toEqual(['Leitung', 'Prüfung: "alles"', '日本 #1']);
  });
});
