import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asPeopleWrite, documents, misDecoded, missionDocument } from '../test/documents.ts';
import { known } from '../test/known-names.ts';
import { applyFixes } from './apply-fixes.ts';
import { compileAndCheck, rules } from './check.ts';

const sound = readFileSync(new URL('../test/golden/rules/sound.md', import.meta.url), 'utf8');

type Defect = { edits: [find: string, replacement: string][]; findings: string[]; fix?: string };

/** The sound document with one defect planted. */
function planted({ edits }: Defect): string {
  return edits.reduce((text, [find, replacement]) => {
    expect(text.split(find), find).toHaveLength(2);
    return text.replace(find, () => replacement);
  }, sound);
}

const found = (text: string) => compileAndCheck(text, known).diagnostics;
const places = (text: string) =>
  found(text).map(({ rule, severity, line, column }) => `${line}:${column} ${severity} ${rule}`);

const secondBlock = '#### Day 3-4: Verify';
const secondTask = '  primary_task: "Verify the texts on every platform."\n';
/** One more block behind the others. */
const block = (heading: string, ...lines: string[]): [string, string] => [
  '\n## Handoffs',
  ['', `#### ${heading}`, '```yaml', ...lines, '```', '', '## Handoffs'].join('\n'),
];

/** For each rule a defect, and every finding that the document then has. */
const defects: Record<string, Defect[]> = {
  'block-without-tasks': [
    {
      edits: [block('Day 5: Party', 'Session_1_Oversight:', '  mood: "good"')],
      findings: ['55:1 warning block-without-tasks'],
    },
  ],
  'branch-missing': [
    { edits: [['├── session-2-content   # Texts\n', '']], findings: ['12:1 warning branch-missing'] },
  ],
  'consumed-not-produced': [
    {
      edits: [['consumes: [calendar]', 'consumes: [calender]']],
      findings: ['47:14 warning consumed-not-produced'],
      fix: 'consumes: [calendar]',
    },
  ],
  'days-backwards': [
    { edits: [[secondBlock, '#### Day 4-3: Verify']], findings: ['38:1 error days-backwards'] },
  ],
  'days-out-of-order': [
    {
      edits: [
        block(
          'Day 1-2: Style',
          'id: style',
          'Session_1_Tasks:',
          '  primary_task: "Set the style."',
          '  deliverable: "Style guide"',
          '  produces: [style]',
        ),
        ['consumes: [calendar]', 'consumes: [calendar, style]'],
      ],
      findings: ['55:1 warning days-out-of-order'],
    },
  ],
  'days-overlap': [
    {
      edits: [
        block(
          'Day 4: Release',
          'Session_1_Tasks:',
          '  primary_task: "Release it."',
          '  deliverable: "Release"',
        ),
      ],
      findings: ['55:1 warning days-overlap'],
    },
  ],
  'deliverable-unused': [
    {
      edits: [
        [
          'Session_3_Tasks:\n  primary_task: "Build',
          'Session_1_Tasks:\n  primary_task: "Draw."\n  deliverable: "Drawing"\n\nSession_3_Tasks:\n  primary_task: "Build',
        ],
      ],
      findings: ['35:17 info deliverable-unused'],
    },
  ],
  'dependency-against-dates': [
    {
      edits: [
        [
          '  deliverable: "Posting interface"\n',
          '  deliverable: "Posting interface"\n  depends_on: [b2s2]\n',
        ],
      ],
      findings: ['33:1 warning dependency-against-dates'],
    },
  ],
  'dependency-cycle': [
    {
      edits: [
        [secondTask, `${secondTask}  depends_on: [b2s3]\n`],
        ['  gates: [unit]\n', '  gates: [unit]\n  depends_on: [b2s2]\n'],
      ],
      findings: ['40:1 error dependency-cycle'],
    },
  ],
  'duplicate-id': [
    {
      edits: [['No word is misspelt', 'No word is misspelt\n- [ ] **Spelling**: In German neither']],
      findings: ['83:1 error duplicate-id'],
    },
  ],
  'handoff-without-consumer': [
    {
      edits: [['→ Session 3 posts from it', '→ Session 1 posts from it']],
      findings: ['57:1 warning handoff-without-consumer'],
    },
  ],
  'handoff-without-producer': [
    {
      edits: [['Session 2 finishes the calendar of texts', 'Session 2 paints walls']],
      findings: ['58:13 warning handoff-without-producer'],
    },
  ],
  'milestone-past-end': [
    { edits: [['**Day 4**', '**Day 40**']], findings: ['79:13 warning milestone-past-end'] },
  ],
  'milestone-without-work': [
    { edits: [['**Day 2**', '**Day 1**']], findings: ['78:1 info milestone-without-work'] },
  ],
  'mis-decoded-passage': [
    {
      edits: [['# A sound plan', '# A sound plan ‚úÖ √']],
      findings: ['1:16 warning mis-decoded-passage'],
      fix: '# A sound plan ✅ √',
    },
  ],
  'oversight-not-by-master': [
    {
      edits: [['Session_1_Oversight', 'Session_2_Oversight']],
      findings: ['51:1 warning oversight-not-by-master'],
    },
  ],
  'path-contested': [
    {
      edits: [[secondTask, `${secondTask}  owned_paths: ["/tools/"]\n`]],
      findings: ['50:19 error path-contested'],
    },
  ],
  'path-of-another': [
    {
      edits: [[secondTask, `${secondTask}  owned_paths: ["/src/style/"]\n`]],
      findings: ['42:19 warning path-of-another'],
    },
  ],
  'path-two-owners': [
    {
      edits: [['Interface_Files: "/src/', 'Interface_Files: "/content/']],
      findings: ['66:1 error path-two-owners'],
    },
  ],
  'progress-torn': [
    {
      edits: [['## Handoffs', '<!-- /muster:progress -->\n\n## Handoffs']],
      findings: ['55:1 warning progress-torn'],
    },
  ],
  'session-overloaded': [
    {
      edits: [
        block(
          'Day 3-4: More',
          'id: more',
          'Session_2_Tasks:',
          '  primary_task: "Write more."',
          '  deliverable: "More texts"',
        ),
      ],
      findings: ['12:1 warning session-overloaded'],
    },
  ],
  'session-unused': [
    {
      edits: [
        [
          '## Phase 1: Start',
          '### Session 4: Idle\n**Role**: Waiting\n**Recommended Agents**: `qa`\n\n## Phase 1: Start',
        ],
        ['# Interfaces\n', '# Interfaces\n├── session-4-idle      # Nothing\n'],
      ],
      findings: ['20:1 warning session-unused'],
    },
  ],
  'shared-without-primary': [
    {
      edits: [['(Session 3 primary, others reference)', '(All sessions contribute)']],
      findings: ['66:1 info shared-without-primary'],
    },
  ],
  'task-without-deliverable': [
    {
      edits: [['  deliverable: "Verified texts"\n', '']],
      findings: ['40:1 warning task-without-deliverable'],
    },
  ],
  'task-without-text': [{ edits: [[secondTask, '']], findings: ['40:1 warning task-without-text'] }],
  'unknown-agent': [
    { edits: [['`backend`', '`backnd`']], findings: ['18:26 error unknown-agent'], fix: '`backend`' },
    {
      edits: [['ca activate writer', 'ca activate writter']],
      findings: ['27:61 error unknown-agent'],
      fix: 'ca activate writer',
    },
    { edits: [['`architect`', '`zookeeper`']], findings: ['10:21 error unknown-agent'] },
    {
      edits: [['`writer`', '`Writter`']],
      findings: ['14:26 error unknown-agent'],
      fix: '`writer`',
    },
  ],
  'unknown-gate': [
    {
      edits: [['gates: [unit]', 'gates: [units]']],
      findings: ['48:11 error unknown-gate'],
      fix: 'gates: [unit]',
    },
  ],
  'unknown-preset': [
    {
      edits: [['ca preset documentation', 'ca preset documentaton']],
      findings: ['27:32 error unknown-preset'],
      fix: 'ca preset documentation',
    },
  ],
  'unknown-session': [
    {
      edits: [['"/src/ (Session 3 primary', '"/src/ (Session 7 primary']],
      findings: ['66:1 error unknown-session'],
    },
    { edits: [['Session_1_Oversight', 'Session_8_Oversight']], findings: ['51:1 error unknown-session'] },
  ],
  'unknown-task': [
    { edits: [[secondTask, `${secondTask}  depends_on: [b9s9]\n`]], findings: ['42:16 error unknown-task'] },
  ],
};

const cases = Object.entries(defects).flatMap(([rule, list]) => list.map((defect) => ({ rule, ...defect })));

describe('compileAndCheck', () => {
  it('[L1] finds nothing in a sound document', () => {
    expect(found(sound)).toEqual([]);
  });

  it('[L2] has a planted defect for every rule', () => {
    expect(Object.keys(defects)).toEqual(rules.map((rule) => rule.name).toSorted());
  });

  it.each(cases)('[L2] finds $rule and nothing else', (defect) => {
    const text = planted(defect);
    expect(places(text)).toEqual(defect.findings);
    expect(found(text).map((finding) => finding.rule)).toEqual([defect.rule]);
    for (const { message, fix } of found(text)) expect(`${message} ${fix}`).not.toMatch(/undefined|NaN/);
  });

  it.each(cases.filter((one) => one.fix))('[L3] mends $rule', (defect) => {
    const text = planted(defect);
    const mended = applyFixes(text, found(text));
    expect(mended).toContain(defect.fix);
    expect(found(mended)).toEqual([]);
  });

  it('[L5] lets the longest path decide whose a nested one is', () => {
    const defect: Defect = {
      edits: [
        ['"/src/ (Session 3', '"/content/api/ (Session 3'],
        ['owned_paths: ["/tools/load/"]', 'owned_paths: ["/content/api/load/"]'],
      ],
      findings: [],
    };
    expect(places(planted(defect))).toEqual([]);
  });

  it('[L4] has no error and only what is worth knowing in the launch plan', () => {
    expect(places(asPeopleWrite)).toEqual([
      '141:17 info deliverable-unused',
      '154:17 info deliverable-unused',
      '189:1 warning words-beside-yaml',
      '231:1 warning words-beside-yaml',
      '235:1 info shared-without-primary',
    ]);
  });

  it('[L4] has no error and only what is worth knowing in the mission document', (context) => {
    expect(places(missionDocument(context).mission)).toEqual([
      '124:17 info deliverable-unused',
      '136:17 info deliverable-unused',
      '169:1 warning words-beside-yaml',
      '209:1 warning words-beside-yaml',
      '213:1 info shared-without-primary',
    ]);
  });

  it.each(documents)(
    '[L4] has the same findings in %s when it is mis-decoded, and says what it is',
    (_, text) => {
      const withoutColumns = (of: string) =>
        found(of).map(({ line, severity, rule }) => `${line} ${severity} ${rule}`);
      expect(withoutColumns(misDecoded(text))).toEqual(['1 warning mis-decoded', ...withoutColumns(text)]);
    },
  );
});
