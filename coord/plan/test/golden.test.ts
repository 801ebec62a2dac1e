import { describe, expect, it } from 'vitest';
import { compile } from '../src/compile.ts';
import { countsOf } from '../src/counts-of.ts';
import { ownerOf } from '../src/owner-of.ts';
import { asPeopleWrite, launchPlan, misDecoded, missionDocument } from './documents.ts';

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

  it('[P15] the mission document, by ids and lines', async (context) => {
    const { mission } = missionDocument(context);
    await expect(outlineOf(mission)).toMatchFileSnapshot('./golden/mission/outline.txt');
  });

  it('[P18] the launch plan as people write it counts as it does in plain words', () => {
    expect(countsOf(compile(asPeopleWrite).plan)).toEqual(countsOf(compile(launchPlan).plan));
  });

  it('[P41] the launch plan, mis-decoded, with its own columns', () => {
    expectSamePlan(misDecoded(asPeopleWrite), asPeopleWrite);
  });

  it('[P41] the mission document as it was received, with its own columns', (context) => {
    const { mission, received } = missionDocument(context);
    expectSamePlan(received, mission);
  });
});

/** The plan of the clean text, with places in the broken one. */
function expectSamePlan(broken: string, text: string): void {
  const clean = compile(text).plan;
  const { plan, diagnostics } = compile(broken);
  expect(countsOf(plan)).toEqual(countsOf(clean));
  expect(plan.tasks.map((task) => task.dependsOn)).toEqual(clean.tasks.map((task) => task.dependsOn));
  expect(diagnostics.map((finding) => finding.rule)).toEqual([
    'mis-decoded',
    'words-beside-yaml',
    'words-beside-yaml',
  ]);
  expect(diagnostics.flatMap((finding) => finding.edit ?? [])).toEqual([]);
  const lines = broken.split('\n');
  for (const { value, text: said } of plan.statusLines) {
    const lineStart = lines.slice(0, value.line - 1).join('\n').length + 1;
    expect(value.start - lineStart).toBe(value.column - 1);
    expect(broken.slice(value.start, value.end)).toMatch(new RegExp(`\\*\\*${said}\\*\\*$`));
  }
  for (const { box } of [...plan.milestones, ...plan.qualityGates])
    expect(broken.slice(box.start - 1, box.end + 1)).toBe('[ ]');
}
