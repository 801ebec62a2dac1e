import { describe, expect, it } from 'vitest';
import { launchPlan, smallDocument } from '../test/documents.ts';
import { compile } from './compile.ts';

const task = (session: number, deliverable = 'a thing') =>
  `Session_${session}_Tasks:\n  primary_task: "Do it"\n  deliverable: "${deliverable}"`;
const fence = (yaml: string) => `\`\`\`yaml\n${yaml}\n\`\`\`\n`;
const idsOf = (text: string) => compile(text).plan.tasks.map((one) => one.id);
const rulesOf = (text: string) => compile(text).diagnostics.map((finding) => finding.rule);

describe('sessions', () => {
  it('[P6] come from headings with a role, agents or functions below', () => {
    const { sessions } = compile(launchPlan).plan;
    expect(sessions.map(({ id, name }) => [id, name])).toEqual([
      [1, 'Launch Desk'],
      [2, 'Content & Campaigns'],
      [3, 'Backend & Services'],
      [4, 'Analytics & Insight'],
    ]);
  });

  it('[P6] may have their name in parentheses, or none', () => {
    const { sessions } = compile('# P\n## Session 1 (Lead)\nRole: lead\n## Session #2\nRole: b\n').plan;
    expect(sessions.map(({ id, name }) => [id, name])).toEqual([
      [1, 'Lead'],
      [2, ''],
    ]);
  });

  it('[P6] are not described by a heading above commands', () => {
    const text = smallDocument({ '1': task(2) }, '## Session 2\n\n```bash\ncs "Go" coding\n```\n');
    expect(compile(text).plan.sessions).toHaveLength(4);
    expect(rulesOf(text)).toEqual([]);
  });

  it('[P6] count once', () => {
    const text = smallDocument({ '1': task(2) }, '## Session 2: Again\nRole: other\n');
    expect(rulesOf(text)).toEqual(['duplicate-session']);
    expect(compile(text).plan.sessions.map((session) => session.name)).not.toContain('Again');
  });

  it('[P7] have a role, agents and functions, on the line or in the list below', () => {
    const [only] = compile(
      '# P\n## Session 1: Solo\nRole: Master of all\n\nAgents:\n- `qa`\n- Writer\n\n**Responsibilities:** plan; build\n',
    ).plan.sessions;
    expect(only).toMatchObject({
      role: 'Master of all',
      agents: ['qa', 'writer'],
      functions: ['plan', 'build'],
    });
  });

  it('[P7] take a list without a label for the functions', () => {
    const text = '# P\n**Master Session**: Session 1\n## Session 1: Solo\nRole: all\n- plan\n- build\n';
    expect(compile(text).plan.sessions[0]!.functions).toEqual(['plan', 'build']);
    expect(rulesOf(text)).toEqual(['unlabelled-functions']);
  });

  it('[P8] have one master: the one named, else the one whose role leads, else the first', () => {
    expect(compile(launchPlan).plan.master).toBe(1);
    const without = launchPlan.replace(/^\*\*Master Session\*\*.*\n/m, '');
    expect(compile(without).plan.master).toBe(1);
    expect(rulesOf(without)).toEqual(['master-inferred']);
    const team = '# P\n## Session 2: A\nRole: a\n## Session 5: B\nRole: Lead of all\n';
    expect(compile(team).plan.master).toBe(5);
    expect(compile(team.replace('Lead of all', 'b')).plan.master).toBe(2);
    expect(rulesOf(`# P\n**Master Session**: Session 9\n${team}`)).toContain('unknown-master');
    expect(rulesOf('# P\n')).toEqual(['no-sessions']);
  });

  it('[P9] and the plan have status lines, whatever is written into them', () => {
    const statuses = (text: string) => compile(text).plan.statusLines.map(({ id, text }) => `${id}: ${text}`);
    expect(statuses(launchPlan)).toEqual([
      'plan.status: READY TO START',
      's1.current-status: AT THE DESK',
      's2.coordination-required: WAITING FOR THE START',
      's3.coordination-required: WAITING FOR THE START',
      's4.coordination-required: WAITING FOR THE START',
      's1.status: AT THE DESK AND READY',
      'coordination-framework: IN PLACE',
      'next-phase: FOUR SESSIONS IN PARALLEL',
    ]);
    expect(statuses(launchPlan.replace('**IN PLACE**', '3 of 10 tasks: landed'))[6]).toBe(
      'coordination-framework: 3 of 10 tasks: landed',
    );
  });

  it('[P9] end their section at a thematic break', () => {
    const text = '# P\n## Session 1: Solo\nRole: lead\n\nStatus: here\n\n---\n\nStatus: there\n';
    expect(compile(text).plan.statusLines.map((line) => line.id)).toEqual(['s1.status', 'plan.status']);
  });
});

describe('the schedule', () => {
  it('[P10] has numbered and titled phases, and p1 when there is none', () => {
    const day = `### Day 1\n${fence(task(2))}`;
    expect(idsOf(`# P\n## Phase 7: Go\n${day}`)).toEqual(['p7.d1.s2']);
    expect(idsOf(`# P\n## Launch Phase\n${day}`)).toEqual(['launch.d1.s2']);
    expect(idsOf(`# P\n${day}`)).toEqual(['p1.d1.s2']);
    expect(compile(`# P\n## Phase 9: Later\n\nNothing yet.\n\n## Work\n${day}`).plan.phases).toHaveLength(1);
  });

  it('[P10] [P14] has two phases whose days begin anew', () => {
    const day = (name: string) => `### Day 1-2\n${fence(task(2, name))}`;
    const text = `# P\n**Master Session**: Session 2\n## Session 2: A\nRole: a\n## Phase 1: A\n${day('a')}\n## Phase 2: B\n${day('b')}\n### Phase 2 Targets\n- [ ] **Day 2**: b\n`;
    const { plan, diagnostics } = compile(text);
    expect(plan.blocks.map(({ id, firstDay, lastDay }) => [id, firstDay, lastDay])).toEqual([
      ['p1.d1-2', 1, 2],
      ['p2.d1-2', 3, 4],
    ]);
    expect(plan.tasks[1]!.dependsOn.map((need) => need.task)).toEqual(['p1.d1-2.s2']);
    expect(plan.milestones.map((milestone) => milestone.day)).toEqual([4]);
    expect(diagnostics.map((finding) => finding.rule)).toEqual(['days-begin-anew']);
  });

  it('[P11] has weeks by heading, and by seven days without', () => {
    expect(compile(launchPlan).plan.weeks.map(({ id, title }) => [id, title])).toEqual([
      ['p4.w1', 'From Calendar to First Figures'],
      ['p4.w2', 'What Works and What It Earns'],
    ]);
    const missing = compile(launchPlan.replace(/^### \*\*Week [12] - .*\n/gm, '')).plan;
    expect(missing.weeks.map(({ id, title }) => [id, title])).toEqual([
      ['p4.w1', 'Week 1'],
      ['p4.w2', 'Week 2'],
    ]);
    expect(missing.blocks.map((block) => block.week)).toEqual(['p4.w1', 'p4.w1', 'p4.w1', 'p4.w2', 'p4.w2']);
  });

  it('[P12] has blocks by days, however they are written', () => {
    const days = ['Day 1', 'Days 2-3', 'Day 4 – Day 5: Dash', 'DAYS 6 to 7', '**Day 8 through 9**: On'];
    const text = `# P\n${days.map((words) => `## ${words}\n${fence(task(2))}`).join('\n')}`;
    expect(compile(text).plan.blocks.map(({ id }) => id)).toEqual([
      'p1.d1',
      'p1.d2-3',
      'p1.d4-5',
      'p1.d6-7',
      'p1.d8-9',
    ]);
    expect(compile(text).plan.blocks[2]!.title).toBe('Dash');
  });

  it('[P12] takes tasks in deeper sections into the block, and checkboxes for no block', () => {
    const text = `# P\n## Day 1\n### Content\n${fence(task(2))}\n### API\n${fence(task(3))}\n## Day 2\n- [ ] Ship it\n`;
    const { plan } = compile(text);
    expect(plan.tasks.map((one) => one.id)).toEqual(['p1.d1.s2', 'p1.d1.s3']);
    expect(plan.blocks).toHaveLength(1);
    expect(plan.milestones.map(({ id, text }) => [id, text])).toEqual([['day-2', 'Ship it']]);
  });

  it('[P13] gives tasks without days the days of their week, or the next day', () => {
    const inWeek = compile(`# P\n## Week 2: W\n${fence(task(2))}`);
    expect(inWeek.plan.blocks[0]).toMatchObject({ id: 'p1.d8-14', firstDay: 8, lastDay: 14, week: 'p1.w2' });
    expect(inWeek.diagnostics.map((finding) => finding.rule)).toContain('block-without-days');
    const after = compile(`# P\n## Day 1-3\n${fence(task(2))}\n## Extra work\n${fence(task(3))}`);
    expect(after.plan.blocks[1]).toMatchObject({ id: 'p1.extra-work', firstDay: 4, lastDay: 4 });
  });
});

describe('ids', () => {
  it('[P15] stay when something is added elsewhere', () => {
    const before = idsOf(launchPlan);
    const added = launchPlan.replace(
      '#### **Day 3-4',
      `#### **Day 2: Rehearsal**\n${fence(task(1))}\n#### **Day 3-4`,
    );
    expect(idsOf(added)).toEqual(expect.arrayContaining(before));
    expect(compile(added).plan.tasks.find((one) => one.id === 'p4.d3-4.s2')!.label).toBe('b3s2');
  });

  it('[P15] are given by an `id` key', () => {
    const text = smallDocument({ '1': `id: opening\n${task(2)}\n  id: calendar\n${task(3)}` });
    const { plan } = compile(text);
    expect(plan.blocks[0]!.id).toBe('opening');
    expect(plan.tasks.map((one) => one.id)).toEqual(['calendar', 'opening.s3']);
  });

  it('[P16] are unique', () => {
    const text = smallDocument({ '1': `${task(2)}\n\n${task(2, 'other')}\n\n${task(2, 'third')}` });
    expect(idsOf(text)).toEqual(['p1.d1.s2', 'p1.d1.s2~2', 'p1.d1.s2~3']);
    expect(compile(text).plan.tasks.map((one) => one.label)).toEqual(['b1s2', 'b1s2~2', 'b1s2~3']);
    expect(rulesOf(text)).toEqual(['duplicate-id', 'duplicate-id']);
    const blocks = `# P\n## Day 1\n${fence(task(2))}\n## Day 1\n${fence(task(3))}`;
    expect(compile(blocks).plan.blocks.map((block) => block.id)).toEqual(['p1.d1', 'p1.d1~2']);
  });
});
