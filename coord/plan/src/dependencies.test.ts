import { describe, expect, it } from 'vitest';
import { documents, smallDocument } from '../test/documents.ts';
import { compile } from './compile.ts';

type Blocks = Readonly<Record<string, Readonly<Record<number, string>>>>;

/** Blocks of sessions, each with the YAML lines of its task. */
function documentOf(blocks: Blocks, rest = ''): string {
  const yaml = Object.entries(blocks).map(([day, tasks]) => [
    day,
    Object.entries(tasks)
      .map(([session, keys]) => `Session_${session}_Tasks:\n${keys.replace(/^/gm, '  ')}`)
      .join('\n'),
  ]);
  return smallDocument(Object.fromEntries(yaml), rest);
}

function edgesOf(text: string): string[] {
  const { tasks } = compile(text).plan;
  const labels = new Map(tasks.map(({ id, label }) => [id, label]));
  return tasks.flatMap(({ label, dependsOn }) =>
    dependsOn.map(({ task, reason }) => `${labels.get(task) ?? task} > ${label} ${reason}`),
  );
}

const handoff = (trigger: string, process: string, more = '') =>
  `\`\`\`yaml\nSome_Handoff:\n  trigger: "${trigger}"\n  process: "${process}"\n${more}\`\`\`\n`;
const rulesOf = (text: string) => compile(text).diagnostics.map((finding) => finding.rule);
const any = 'primary_task: "work"';

describe('dependencies', () => {
  it.each(documents)('[P27] [P28] [P29] of %s are these and no others', (_, text) => {
    expect(edgesOf(text).sort()).toEqual([
      'b1s2 > b1s3 handoff',
      'b1s2 > b2s2 own_order',
      'b1s3 > b2s3 own_order',
      'b1s3 > b3s4 handoff',
      'b2s2 > b4s2 own_order',
      'b2s3 > b5s3 own_order',
      'b3s4 > b4s2 handoff',
      'b3s4 > b4s4 own_order',
      'b4s4 > b5s4 own_order',
    ]);
  });

  it('[P27] follow the days, not the place in the document', () => {
    const text = documentOf({ '3-4': { 2: any }, '1-2': { 2: any } });
    expect(edgesOf(text)).toEqual(['b2s2 > b1s2 own_order']);
    const [need] = compile(text).plan.tasks.flatMap((task) => task.dependsOn);
    expect(need).toMatchObject({ phrase: 'Day 3-4: work' });
    expect(text.split('\n')[need!.line - 1]).toBe('## Day 3-4: work');
  });

  it.each([
    ['Share the calendar with Session 3', ['b1s2 > b1s3 coordination_point']],
    [
      'Provide files to sessions 3 and 4',
      ['b1s2 > b1s3 coordination_point', 'b1s2 > b2s4 coordination_point'],
    ],
    ['The calendar is delivered to Session 4', ['b1s2 > b2s4 coordination_point']],
    [
      'Publish the guide for all sessions',
      ['b1s2 > b1s3 coordination_point', 'b1s2 > b2s4 coordination_point'],
    ],
    ['Receive the endpoints from Session 3', ['b1s3 > b1s2 coordination_point']],
    ['Endpoints come from Session 3', ['b1s3 > b1s2 coordination_point']],
    ['Figures for Session 4', ['b1s2 > b2s4 coordination_point']],
    ['Validate figures with Session 4', []],
    ['Talk with Session 3', []],
    ['Share with nobody', []],
    ['Share with Session 2', []],
  ])('[P28] read %j by its verb', (phrase, edges) => {
    const text = documentOf({ '1': { 2: `coordination_point: "${phrase}"`, 3: any }, '2': { 4: any } });
    expect(edgesOf(text).sort()).toEqual(edges);
    const hasFinding = phrase.startsWith('Talk');
    expect(rulesOf(text)).toEqual(hasFinding ? ['coordination-without-direction'] : []);
  });

  it('[P28] go to a task of the same block, in whichever order the block lists them', () => {
    const text = documentOf({ '1-2': { 3: any, 2: 'coordination_point: "Share posts with Session 3"' } });
    const reversed = text.replace(/(Session_2_Tasks:\n.*\n)(Session_3_Tasks:\n.*\n)/, '$2$1');
    expect(reversed).not.toBe(text);
    expect(edgesOf(reversed)).toEqual(['b1s2 > b1s3 coordination_point']);
  });

  it('[P29] bind the earliest task that a trigger can mean to the next task of the receiver', () => {
    const blocks: Blocks = {
      '1': { 2: 'deliverable: "brand guide"' },
      '2': { 2: 'deliverable: "content calendars"', 3: any },
      '3': { 2: 'deliverable: "content calendar, again"' },
      '4': { 3: any },
    };
    const text = documentOf(
      blocks,
      handoff('Session 2 completes the content calendar', 'Session 2 → Session 3 posts'),
    );
    expect(edgesOf(text)).toContain('b2s2 > b2s3 handoff');
    expect(compile(text).plan.handoffs[0]).toMatchObject({
      from: 2,
      to: 3,
      validator: 1,
      producer: 'p1.d2.s2',
      consumer: 'p1.d2.s3',
    });
    const vague = documentOf(
      blocks,
      handoff('Session 2 completes the tax return', 'Session 2 → Session 3 posts'),
    );
    expect(compile(vague).plan.handoffs[0]).not.toHaveProperty('producer');
  });

  it('[P29] take the sessions from keys where the phrases name none', () => {
    const blocks: Blocks = { '1': { 2: 'deliverable: "calendar"' }, '2': { 4: any } };
    const keys = '  from: 2\n  to: Session 4\n  validation: "Session 3 reads it"\n';
    const text = documentOf(blocks, handoff('The calendar is complete', 'It is passed on', keys));
    expect(edgesOf(text)).toEqual(['b1s2 > b2s4 handoff']);
    expect(compile(text).plan.handoffs[0]!.validator).toBe(3);
    const nobody = documentOf(blocks, handoff('It is complete', 'It is passed on'));
    expect(rulesOf(nobody)).toEqual(['handoff-without-sessions']);
    expect(compile(nobody).plan.extra[0]!.path).toBe('Some_Handoff');
  });

  it('[P30] that a task states itself win over what phrases imply', () => {
    const text = documentOf(
      {
        '1': {
          2: 'deliverable: "calendar"\nproduces: calendar\ncoordination_point: "Share it with Session 4"',
          3: 'produces: [Some API]',
        },
        '2': { 3: any, 4: 'depends_on: [b2s3]\nconsumes: some-api' },
      },
      handoff('Session 2 completes the calendar', 'Session 2 → Session 4'),
    );
    expect(edgesOf(text)).toEqual([
      'b1s3 > b2s3 own_order',
      'b1s3 > b2s4 consumes',
      'b2s3 > b2s4 depends_on',
    ]);
    expect(compile(text).plan.handoffs[0]!.consumer).toBe('p1.d2.s4');
  });

  it('[P30] let own order give way to a stated edge in the other direction', () => {
    const text = documentOf({ '1': { 2: 'depends_on: p1.d2.s2' }, '2': { 2: any }, '3': { 2: any } });
    expect(edgesOf(text)).toEqual(['b2s2 > b1s2 depends_on', 'b2s2 > b3s2 own_order']);
  });

  it('[P31] never close a circle unless the document states it', () => {
    const give = (session: number) => `coordination_point: "Share results with Session ${session}"`;
    const text = documentOf({ '1': { 2: give(3), 3: give(4), 4: give(2) }, '2': { 2: any } });
    expect(edgesOf(text).sort()).toEqual([
      'b1s2 > b1s3 coordination_point',
      'b1s2 > b2s2 own_order',
      'b1s3 > b1s4 coordination_point',
      'b1s4 > b2s2 coordination_point',
    ]);
    const stated = documentOf({
      '1': { 2: 'depends_on: b1s3', 3: 'depends_on: b1s2', 4: 'depends_on: b7s7' },
    });
    expect(edgesOf(stated)).toEqual([
      'b1s3 > b1s2 depends_on',
      'b1s2 > b1s3 depends_on',
      'b7s7 > b1s4 depends_on',
    ]);
  });

  it('[P32] have the strongest reason in front and keep the others', () => {
    const text = documentOf(
      {
        '1': {
          2: 'deliverable: "calendar"\ncoordination_point: "Share it with Session 3"',
          3: 'coordination_point: "Validate it with Session 2"',
        },
      },
      handoff('Session 2 completes the calendar', 'Session 2 → Session 3'),
    );
    const [need] = compile(text).plan.tasks[1]!.dependsOn;
    expect(need).toMatchObject({ reason: 'handoff', phrase: 'Session 2 completes the calendar' });
    expect(need!.also!.map(({ reason, phrase }) => [reason, phrase])).toEqual([
      ['coordination_point', 'Share it with Session 3'],
      ['coordination_point', 'Validate it with Session 2'],
    ]);
    const lines = text.split('\n');
    for (const { phrase, line } of [need!, ...need!.also!]) expect(lines[line - 1]).toContain(phrase);
  });
});
