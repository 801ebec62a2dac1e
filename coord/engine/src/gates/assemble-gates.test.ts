import type { GateDecision, GateResult } from '@musterhq/store';
import { describe, expect, test } from 'vitest';
import { launchPlan } from '../../test/documents.ts';
import { at, compilePlan, makeDecision, makeReview } from '../../test/make-facts.ts';
import { readYaml } from '../read-yaml.ts';
import { assembleGates } from './assemble-gates.ts';
import { gateBindingsSchema } from './gate-bindings.ts';

const plan = compilePlan(launchPlan);
const check = plan.oversights[0]!.checks[0]!.id;
const bindings = readYaml(
  `gates:
  unit: { run: npm test, retries: 2 }
  tone: { kind: human, question: "Good?" }
  spare: { run: x }
every: [unit]
tasks: { b1s2: [unit] }
oversight: { ${check}: [unit, tone] }
milestones: { day-2: [unit], day-7: { open: nobody pays anything yet } }
`,
  'gates.yaml',
  gateBindingsSchema,
);
const result = (parts: Partial<GateResult>): GateResult => ({
  ...{
    id: 1,
    run: 'r1',
    key: 'k1',
    gate: 'unit',
    kind: 'test',
    definition: 'd',
    contents: 'x',
    environment: '',
  },
  ...{ commit: 'tip', tree: 't', outcome: 'passed', exitCode: 0, counts: null, evidence: null, tries: 1 },
  ...{ durationMs: 7, tail: '', at: at(1) },
  ...parts,
});
function viewOf(parts: Partial<Parameters<typeof assembleGates>[0]> = {}) {
  const view = assembleGates({
    run: { id: 'r1', state: 'running' },
    ...{ plan, bindings, branch: 'integration/daily', tip: 'tip' },
    ...{ results: [], reviews: [], decisions: [] },
    contents: new Map([
      ['tip', 'now'],
      ['old', 'before'],
    ]),
    logOf: (key) => `/logs/${key}`,
    ...parts,
  });
  return { ...view, gate: (name: string) => view.gates.find(({ gate }) => gate === name)! };
}
const asked = (key: string, name = 'end', number = 1) =>
  makeReview({
    ...{ name, number, at: at(9) },
    evidence: {
      judgements: [
        {
          kind: 'oversight',
          id: check,
          text: '',
          outcome: 'red',
          gates: [{ gate: 'unit', key, outcome: 'passed' }],
        },
      ],
    },
  });

describe('[D3] of each gate', () => {
  test('it is told what it is bound to, and that it is bound to nothing', () => {
    expect(viewOf().gate('unit').boundTo).toEqual([
      { kind: 'every', id: 'every candidate' },
      { kind: 'task', id: 'b1s2' },
      { kind: 'oversight', id: check },
      { kind: 'milestone', id: 'day-2' },
    ]);
    expect(viewOf().gate('spare')).toMatchObject({ boundTo: [], last: null, isWaiting: false });
  });

  test('its newest result counts, on what it was, and whether the branch still holds that', () => {
    const results = [
      result({}),
      result({ key: 'k2', commit: 'old', outcome: 'failed', exitCode: 1, at: at(2) }),
    ];
    expect(viewOf({ results }).gate('unit').last).toMatchObject({
      ...{ outcome: 'failed', standing: 'red', commit: 'old', isOfTip: false, log: '/logs/k2' },
    });
  });

  test('a pass that a review took from the store is told as that, and one of its own is not', () => {
    const results = [
      result({ run: 'r0', key: 'landing:x:unit:1' }),
      result({ key: 'review:day-1#1:unit:1', at: at(2) }),
    ];
    const reused = viewOf({ results, reviews: [asked('landing:x:unit:1')] }).gate('unit').last;
    expect(reused).toMatchObject({ isReused: true, at: at(9).toISOString() });
    const own = viewOf({ results, reviews: [asked('review:day-1#1:unit:1', 'day-1')] }).gate('unit').last;
    expect(own).toMatchObject({ isReused: false, at: at(2).toISOString() });
    // Of an earlier run, and no review of this one asked.
    expect(viewOf({ results: results.slice(0, 1) }).gate('unit').last).toBeNull();
  });

  test('a pass after a red try is flaky', () => {
    expect(viewOf({ results: [result({ tries: 3 })] }).gate('unit').last).toMatchObject({
      isFlaky: true,
      tries: 3,
    });
  });
});

describe('[D3] of what people decide', () => {
  const undecided = result({ key: 'k3', gate: 'tone', kind: 'human', outcome: 'undecided', exitCode: null });
  const said = (parts: Partial<GateDecision>) => makeDecision({ gate: 'tone', contents: 'now', ...parts });

  test('a human gate waits once it was asked, until somebody answers for what the branch holds now', () => {
    expect(viewOf().gate('tone')).toMatchObject({ isWaiting: false, question: 'Good?' });
    const results = [undecided];
    expect(viewOf({ results }).gate('tone').isWaiting).toBe(true);
    const before = viewOf({ results, decisions: [said({ contents: 'before' })] });
    expect(before.gate('tone')).toMatchObject({ isWaiting: true, decision: null });
    const now = viewOf({ results, decisions: [said({}), said({ id: 2, decision: 'refused', why: 'dull' })] });
    expect(now.gate('tone')).toMatchObject({
      isWaiting: false,
      decision: { decision: 'refused', why: 'dull' },
    });
  });

  test('an override is shown with who and why, and stands for the contents that it was said of', () => {
    const decisions = [said({ gate: 'unit', decision: 'overridden', contents: 'before' })];
    const view = viewOf({ results: [result({ commit: 'old', outcome: 'failed' })], decisions });
    expect(view.overrides).toMatchObject([{ gate: 'unit', by: 'Ada', why: 'it reads well', isOfTip: false }]);
    expect(view.gate('unit').last).toMatchObject({ outcome: 'failed', standing: 'overridden' });
    const elsewhere = viewOf({ results: [result({ outcome: 'failed' })], decisions });
    expect(elsewhere.gate('unit').last).toMatchObject({ standing: 'red' });
  });

  test('what nothing is bound to is listed with what to do; what is kept open or waived is not', () => {
    const { unbound } = viewOf();
    const names = unbound.map(({ kind, id }) => `${kind} ${id}`);
    expect(names).not.toContain(`oversight ${check}`);
    expect(names).not.toContain('milestone day-7');
    expect(names).toEqual([...new Set(names)]);
    expect(unbound.find(({ kind }) => kind === 'handoff')?.remedy).toMatch(/bind a gate under 'handoffs\./);
    const other = plan.oversights.flatMap(({ checks }) => checks).find(({ id }) => id !== check)!;
    const waived = { ...bindings, oversight: { [other.id]: { waived: 'we do without it' } } };
    expect(viewOf({ bindings: waived }).waived).toMatchObject([{ id: other.id, reason: 'we do without it' }]);
  });
});
