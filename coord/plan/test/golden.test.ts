import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { countsOf } from '../src/counts-of.ts';
import { ownerOf } from '../src/owner-of.ts';
import { launchPlan, mission, received } from './documents.ts';

const paths = [
  'MULTI_SESSION_COORDINATION.md',
  'content_templates/instagram/day-01.md',
  'src/api/posts.js',
  'srcfoo/x',
  'analytics_dashboard/queries/roi.sql',
  'test-integration.js',
  'package.json',
];

const presets = {
  documentation: ['writer', 'mentor'],
  fullstack: ['frontend', 'backend'],
  performance: ['performance', 'backend'],
};

/** What a run depends on, by ids and labels, without the words of the document. */
function outlineOf(text: string): string {
  const { plan, diagnostics } = compile(text, { presets });
  const labels = new Map(plan.tasks.map(({ id, label }) => [id, label]));
  const lines = [
    ...Object.entries(countsOf(plan)).map(([what, count]) => `${what} ${count}`),
    '',
    ...plan.blocks.map(
      ({ label, id, week, firstDay, lastDay }) => `${label} ${id} in ${week}, days ${firstDay} to ${lastDay}`,
    ),
    '',
    ...plan.tasks.map(
      ({ label, id, agents, start }) =>
        `${label} ${id} agents ${agents.join(' ')}${start ? `, starts on line ${start.line}` : ''}`,
    ),
    '',
    ...plan.tasks.flatMap(({ label, dependsOn }) =>
      dependsOn.map(({ task, reason, line, also = [] }) =>
        [
          `${labels.get(task)} -> ${label} ${reason} line ${line}`,
          ...also.map((more) => `${more.reason} line ${more.line}`),
        ].join(', '),
      ),
    ),
    '',
    ...paths.map((path) => {
      const owner = ownerOf(plan, path);
      return `${path} ${owner.kind === 'session' ? `session ${owner.session}` : 'shared'}`;
    }),
    '',
    ...plan.statusLines.map(({ id, label, value }) => `line ${value.line} ${id} (${label})`),
    '',
    ...plan.rounds.map(({ id, at, agenda }) => `${id} ${at} ${agenda.length} items`),
    ...plan.handoffs.map(
      ({ id, from, to, validator, producer, consumer }) =>
        `${id} ${from} to ${to}, judged by ${validator}: ${labels.get(producer ?? '')} to ${labels.get(consumer ?? '')}`,
    ),
    ...plan.branches.map(({ name, role, session }) => `${name} ${role} ${session}`),
    ...plan.milestones.map(({ id, box }) => `${id} box ${box.line}:${box.column}`),
    ...plan.qualityGates.map(
      ({ id, threshold, box }) =>
        `${id} ${threshold ? `${threshold.comparison}${threshold.value}${threshold.unit} ` : ''}box ${box.line}:${box.column}`,
    ),
    '',
    ...diagnostics.map(({ line, column, severity, rule }) => `${line}:${column} ${severity} ${rule}`),
    '',
  ];
  return lines.join('\n');
}

describe('golden', () => {
  it('[P15] the launch plan, whole', async () => {
    const { plan } = compile(launchPlan, { presets });
    await expect(`${JSON.stringify(plan, null, 2)}\n`).toMatchFileSnapshot('./golden/launch-plan/plan.json');
    await expect(outlineOf(launchPlan)).toMatchFileSnapshot('./golden/launch-plan/outline.txt');
  });

  it.skipIf(mission === undefined)('[P15] the mission document, by ids and lines', async () => {
    await expect(outlineOf(mission!)).toMatchFileSnapshot('./golden/mission/outline.txt');
    expect(countsOf(compile(mission!).plan)).toEqual({
      sessions: 4,
      phases: 1,
      weeks: 2,
      blocks: 5,
      tasks: 10,
      oversights: 2,
      rounds: 3,
      handoffs: 3,
      resources: 5,
      branches: 5,
      milestones: 5,
      gates: 4,
    });
  });

  it.skipIf(!mission || !received)(
    '[P41] the mission document as it was received, with its own columns',
    () => {
      const clean = compile(mission!).plan;
      const { plan, diagnostics } = compile(received!);
      expect(countsOf(plan)).toEqual(countsOf(clean));
      expect(plan.tasks.map((task) => task.dependsOn)).toEqual(clean.tasks.map((task) => task.dependsOn));
      expect(diagnostics.map((finding) => finding.rule)).toEqual([
        'mis-decoded',
        'words-beside-yaml',
        'words-beside-yaml',
      ]);
      expect(diagnostics.flatMap((finding) => finding.edit ?? [])).toEqual([]);
      for (const { value, text } of plan.statusLines) {
        const lineStart =
          received!
            .split('\n')
            .slice(0, value.line - 1)
            .join('\n').length + 1;
        expect(value.start - lineStart).toBe(value.column - 1);
        expect(received!.slice(value.start, value.end)).toMatch(new RegExp(`\\*\\*${text}\\*\\*$`));
      }
      for (const { box } of [...plan.milestones, ...plan.qualityGates])
        expect(received!.slice(box.start - 1, box.end + 1)).toBe('[ ]');
    },
  );
});
