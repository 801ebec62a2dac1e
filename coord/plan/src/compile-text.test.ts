import { describe, expect, it } from 'vitest';
import { documents, launchPlan, misDecoded, smallDocument } from '../test/documents.ts';
import { compile } from './compile.ts';
import { countsOf } from './counts-of.ts';

const withoutPlaces = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part) => {
      const isPlace = ['range', 'box', 'line', 'column'].includes(key);
      return isPlace || (key === 'value' && typeof part === 'object') ? undefined : part;
    }),
  );
const rulesOf = (text: string) => compile(text).diagnostics.map((finding) => finding.rule);

describe('compile', () => {
  it.each(['', ' ', '\n\n', '# ', '```yaml', '- [ ]', '\uFEFF', '\u0000', '[[[', '>'.repeat(500)])(
    '[P1] answers %j',
    (text) => {
      expect(compile(text).plan.tasks).toEqual([]);
    },
  );

  it.each(['- ', '> ', '>', '1. ', '- * + ', '> - ', '-\t'])(
    '[P1] reads thousands of %j on one line without losing its way',
    (marker) => {
      for (const rest of ['', 'a', '-', '-a', '*a*', '>'])
        expect(compile(`${marker.repeat(5000)}${rest}`).diagnostics).toHaveLength(1);
    },
  );

  it('[P1] reads thousands of lists inside one another', () => {
    const staircase = Array.from(
      { length: 60 },
      (_, depth) => `${'  '.repeat(16 * depth)}${'- '.repeat(16)}a`,
    );
    expect(compile(staircase.join('\n')).diagnostics).toHaveLength(1);
  });

  it('[P1] reads thousands of brackets in YAML', () => {
    const nested = smallDocument({ '1': `Session_2_Tasks: ${'['.repeat(50_000)}` });
    expect(rulesOf(nested)).toEqual(['block-does-not-parse']);
  });

  it('[P1] takes a drawn rule of any length for one', () => {
    const text = (rule: string) => `# P\n## Session 1: Solo\nRole: lead\n\n${rule}\n\nStatus: there\n`;
    for (const rule of ['---', '- '.repeat(40), ' * *'.repeat(40)])
      expect(compile(text(rule)).plan.statusLines.map((line) => line.id)).toEqual(['plan.status']);
  });

  it('[P1] answers the same for the same text', () => {
    expect(compile(launchPlan)).toEqual(compile(launchPlan));
  });

  it.each(documents)('[P2] reads %s with CRLF ends as it reads it with LF', (_, text) => {
    const crlf = compile(text.replaceAll('\n', '\r\n'));
    expect(withoutPlaces({ ...crlf, diagnostics: [] })).toEqual(
      withoutPlaces({ ...compile(text), diagnostics: [] }),
    );
    expect(crlf.plan.milestones.map((milestone) => milestone.box.line)).toEqual(
      compile(text).plan.milestones.map((milestone) => milestone.box.line),
    );
  });

  it('[P2] leaves a byte order mark out of every place', () => {
    const marked = `\uFEFF${launchPlan}`;
    const { plan } = compile(marked);
    expect(plan.title).toBe(compile(launchPlan).plan.title);
    for (const line of plan.statusLines)
      expect(marked.slice(line.value.start, line.value.end)).toMatch(/^\*\*.*\*\*$/);
    for (const gate of plan.qualityGates)
      expect(marked.slice(gate.box.start - 1, gate.box.end + 1)).toBe('[ ]');
  });

  it('[P2] gives the stretch of every part', () => {
    const { plan } = compile(launchPlan);
    const stretch = (range: { start: number; end: number }) => launchPlan.slice(range.start, range.end);
    expect(stretch(plan.tasks[0]!.range)).toMatch(/^Session_2_Tasks:[\s\S]*can post it"$/);
    expect(stretch(plan.resources[1]!.range)).toBe(
      'Content_Assets: "/content_templates/ (Session 2 primary, others read-only)"',
    );
    expect(stretch(plan.branches[4]!.range)).toMatch(/^integration\/daily .*coordinates\)$/);
    expect(stretch(plan.statusLines[0]!.value)).toBe('**READY TO START**');
    expect(plan.tasks[0]!.range).toMatchObject({ line: 79, column: 1 });
  });

  it('[P3] knows headings without emphasis, with emoji and numbers, and at other depths', () => {
    const plain = launchPlan
      .replace('## Who Does What', '# 1. Team')
      .replaceAll(/^### \*\*SESSION (\d): (.*)\*\*$/gm, '## 🎯 Session $1 – $2')
      .replaceAll(/^#### \*\*(Day .*)\*\*$/gm, '## 3.1. $1')
      .replaceAll(/^### \*\*(Week \d)(.*)\*\*$/gm, '## _$1_$2')
      .replace('## **Phase 4: Open the Doors**', '# `PHASE 4` Open the Doors')
      .replaceAll(/\*\*(Role|Active Agents|Recommended Agents|Primary Functions)\*\*:/g, '$1:');
    const original = compile(launchPlan).plan;
    const { plan } = compile(plain);
    expect(countsOf(plan)).toEqual(countsOf(original));
    expect(plan.tasks.map(({ id, dependsOn }) => [id, dependsOn.map((need) => need.task)])).toEqual(
      original.tasks.map(({ id, dependsOn }) => [id, dependsOn.map((need) => need.task)]),
    );
    expect(
      plan.sessions.map(({ name, role, agents, functions }) => ({ name, role, agents, functions })),
    ).toEqual(
      original.sessions.map(({ name, role, agents, functions }) => ({ name, role, agents, functions })),
    );
  });

  it('[P4] has a title, a subtitle and a date of creation', () => {
    const { plan } = compile(launchPlan);
    expect(plan).toMatchObject({
      title: 'Opening Day: the Launch Plan of Kiln',
      subtitle: 'Four sessions, one document, two weeks',
      created: '2026-03-02',
    });
    expect(compile('# A\n## B\n').plan.subtitle).toBe('B');
    expect(compile('# A\n\n## B\n').plan.subtitle).toBeUndefined();
    expect(compile('# A\n## Team\n### Session 1: B\nRole: lead\n').plan.subtitle).toBeUndefined();
    expect(rulesOf('# A\n\n**Created**: soon\n')).toContain('unreadable-date');
  });

  it('[P5] says what was read under each heading', () => {
    const holds = Object.fromEntries(
      compile(launchPlan).plan.sections.map(({ title, holds }) => [title, holds]),
    );
    expect(holds).toMatchObject({
      'Who Does What': [],
      'SESSION 1: Launch Desk': ['sessions', 'statusLines'],
      'Day 1-2: The First Posts': ['blocks', 'oversights', 'tasks'],
      'Shared Files': ['resources'],
      'Quality Gates (Session 1 Validates)': ['qualityGates'],
    });
  });

  it('[P41] compiles what was read as Mac Roman, with places in the text as it is', () => {
    const received = misDecoded(launchPlan);
    const { plan, diagnostics } = compile(received);
    expect(countsOf(plan)).toEqual(countsOf(compile(launchPlan).plan));
    expect(diagnostics[0]).toMatchObject({ rule: 'mis-decoded', severity: 'warning', line: 1 });
    expect(plan.handoffs[0]!.process).toContain('→');
    const { start, end } = plan.branches[1]!.range;
    expect(received.slice(start, end)).toBe('session-2-content   # Calendar, posts and mails');
  });

  it('[P42] reads nothing inside the progress region', () => {
    const region = '<!-- muster:progress -->\n\n- [x] **Day 2**: done\n\n<!-- /muster:progress -->';
    const written = launchPlan.replace('## Where to Begin', `${region}\n\n## Where to Begin`);
    const { plan } = compile(written);
    expect(plan.milestones).toHaveLength(5);
    expect(written.slice(plan.progress!.range.start, plan.progress!.range.end)).toBe(region);
    expect(compile(launchPlan).plan.progress).toBeUndefined();
  });
});
