import { describe, expect, it } from 'vitest';
import { launchPlan } from '../test/documents.ts';
import { makePlan, makeTask } from '../test/make-plan.ts';
import { compile } from './compile.ts';
import { graphJson, graphMermaid, graphText } from './graph-views.ts';
import { planJson } from './plan-json.ts';

const { plan } = compile(launchPlan);

describe('graphText', () => {
  it('[G4] shows every task with what it waits for and the line that says so', async () => {
    await expect(graphText(plan)).toMatchFileSnapshot('../test/golden/launch-plan/graph.txt');
  });
});

describe('graphMermaid', () => {
  it('[G4] draws blocks, tasks and needs', async () => {
    await expect(graphMermaid(plan)).toMatchFileSnapshot('../test/golden/launch-plan/graph.mmd');
  });

  it('[G4] keeps characters that mean something to Mermaid from doing so', () => {
    const nowhere = { start: 0, end: 0, line: 1, column: 1 };
    const block = {
      id: 'b1',
      label: 'b1',
      phase: 'p',
      week: 'w',
      title: 'A "b"',
      firstDay: 1,
      lastDay: 1,
      range: nowhere,
    };
    const tasks = [makeTask({ id: 'a', deliverable: 'say "x" <b> #1\nend' })];
    expect(graphMermaid(makePlan({ blocks: [block], tasks }))).toBe(
      'flowchart LR\n  subgraph block1["b1: A #quot;b#quot;"]\n    t1["a: say #quot;x#quot; #lt;b#gt; #35;1 end"]\n  end\n',
    );
  });
});

describe('graphJson', () => {
  it('[G4] has the ten tasks and nine edges of the launch plan', () => {
    const { tasks, edges } = graphJson(plan);
    const labels = new Map(tasks.map((task) => [task.id, task.label]));
    expect(tasks).toHaveLength(10);
    expect(
      edges.map((edge) => `${labels.get(edge.from)}→${labels.get(edge.to)} ${edge.reason} ${edge.line}`),
    ).toEqual([
      'b1s2→b1s3 handoff 209',
      'b1s2→b2s2 own_order 103',
      'b1s3→b2s3 own_order 103',
      'b1s3→b3s4 handoff 214',
      'b2s2→b4s2 own_order 146',
      'b3s4→b4s2 handoff 219',
      'b3s4→b4s4 own_order 146',
      'b2s3→b5s3 own_order 164',
      'b4s4→b5s4 own_order 164',
    ]);
  });
});

describe('planJson', () => {
  it('[G5] prints lines in place of offsets, and what a reader of `plan show` needs of a task', () => {
    const json = JSON.parse(JSON.stringify(planJson(plan)));
    expect(json.tasks[1]).toMatchObject({
      id: 'p4.d1-2.s3',
      session: 3,
      block: 'p4.d1-2',
      deliverable: 'A posting API that works through the calendar by itself',
      dependsOn: [{ task: 'p4.d1-2.s2', reason: 'handoff', line: 209 }],
      line: 88,
    });
    expect(json.tasks[1].agents).toContain('devops');
    expect(JSON.stringify(json)).not.toContain('"start":{"start"');
    expect(JSON.stringify(json)).not.toMatch(/"(range|box)":/);
    expect(json.statusLines).toHaveLength(8);
    expect(json.milestones[0]).toEqual({
      id: 'day-2',
      day: 2,
      text: 'The content calendar is full and posts by itself',
      isChecked: false,
      line: 270,
    });
  });
});
