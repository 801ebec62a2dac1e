import { describe, expect, it } from 'vitest';
import { documents, launchPlan, smallDocument } from '../test/documents.ts';
import { compile } from './compile.ts';
import { ownerOf } from './owner-of.ts';

const rulesOf = (text: string) => compile(text).diagnostics.map((finding) => finding.rule);
const withYaml = (yaml: string) => smallDocument({}, `## More\n\`\`\`yaml\n${yaml}\n\`\`\`\n`);
const resource = (yaml: string) => compile(withYaml(yaml)).plan.resources[0];
const branches = (tree: string) =>
  compile(smallDocument({}, `## Git branches\n\`\`\`\n${tree}\n\`\`\`\n`)).plan.branches;
const checklist = (lines: string) => compile(smallDocument({}, lines)).plan;

describe('rounds', () => {
  it('[P33] have a speaker, a verb, an hour and an agenda', () => {
    expect(
      compile(launchPlan).plan.rounds.map(({ id, at, speaker, agenda }) => [id, at, speaker, agenda.length]),
    ).toEqual([
      ['morning-standup', '09:00', { kind: 'session', session: 1, verb: 'broadcasts' }, 3],
      ['midday-sync', '12:00', { kind: 'all', verb: 'report' }, 3],
      ['evening-review', '18:00', { kind: 'session', session: 1, verb: 'consolidates' }, 3],
    ]);
  });

  it('[P33] may be written as maps, and have the master speak where nobody is named', () => {
    const { plan, diagnostics } = compile(
      withYaml(
        'Noon_Check:\n  speaker: Session 3 reads out\n  at: "9:30"\n  agenda:\n    - Risks: and what we do\n    - Rest\nAfternoon_Sync:\n  - one',
      ),
    );
    expect(plan.rounds).toMatchObject([
      {
        at: '09:30',
        speaker: { kind: 'session', session: 3, verb: 'reads out' },
        agenda: [{ text: 'Risks: and what we do' }, { text: 'Rest' }],
      },
      { at: '15:00', speaker: { kind: 'session', session: 1 } },
    ]);
    expect(diagnostics.map((finding) => finding.rule)).toEqual(['round-without-speaker']);
  });
});

describe('resources', () => {
  it.each([
    ['A: "/src/ (Session 3 primary, others read-only)"', 'src/', { kind: 'primary', session: 3 }],
    ['A: "/src (others reference, Session 4 owns it)"', 'src', { kind: 'primary', session: 4 }],
    ['A: "./a/../docs/** (Sessions 2 and 3 contribute)"', 'docs/', { kind: 'shared' }],
    ['A: "/notes.md (everyone writes)"', 'notes.md', { kind: 'shared' }],
    ['A:\n  path: docs/api.md\n  owner: Session 2', 'docs/api.md', { kind: 'primary', session: 2 }],
    ['A: "/plan.md (this file, all sessions read)"', 'plan.md', { kind: 'primary', session: 1 }],
    ['A: "/lonely/"', 'lonely/', { kind: 'primary', session: 1 }],
  ])('[P34] %j', (yaml, path, ownership) => {
    expect(resource(yaml)).toMatchObject({ path, ownership });
    expect(rulesOf(withYaml(yaml))).toEqual(yaml.includes('lonely') ? ['resource-without-owner'] : []);
  });

  it('[P34] lie inside the repository', () => {
    expect(rulesOf(withYaml('A: "/../secrets (Session 2 primary)"'))).toEqual(['path-outside']);
    expect(rulesOf(withYaml('A: "/ (Session 2 primary)"'))).toEqual(['path-outside']);
  });
});

describe('ownerOf', () => {
  it.each(documents)('[P35] has one answer for every path of %s', (_, text) => {
    const { plan } = compile(text);
    const owner = (path: string) => {
      const answer = ownerOf(plan, path);
      return answer.kind === 'session' ? answer.session : answer.kind;
    };
    expect(
      Object.fromEntries(
        [
          'content_templates/day-01.md',
          '/content_templates/',
          './src/api/../api/post.js',
          'src',
          'srcfoo/x',
          'src.js',
          'analytics_dashboard/queries.sql',
          'analytics_dashboard/../src/a',
          'test-integration.js',
          'test-integration.js.bak',
          'MULTI_SESSION_COORDINATION.md',
          'package.json',
          '../outside',
          '',
        ].map((path) => [path, owner(path)]),
      ),
    ).toEqual({
      'content_templates/day-01.md': 2,
      '/content_templates/': 2,
      './src/api/../api/post.js': 3,
      src: 3,
      'srcfoo/x': 1,
      'src.js': 1,
      'analytics_dashboard/queries.sql': 4,
      'analytics_dashboard/../src/a': 3,
      'test-integration.js': 'shared',
      'test-integration.js.bak': 1,
      'MULTI_SESSION_COORDINATION.md': 1,
      'package.json': 1,
      '../outside': 1,
      '': 1,
    });
  });

  it('[P35] says the words it was read from, the nearest resource first', () => {
    const { plan } = compile(
      withYaml(
        'A: "/src/ (Session 3 primary)"\nB: "/src/pages (Session 2 owns)"\nC: "/src/pages/shared.css (all sessions)"',
      ),
    );
    expect(ownerOf(plan, 'src/a')).toEqual({ kind: 'session', session: 3, phrase: 'Session 3 primary' });
    expect(ownerOf(plan, 'src/pages/a')).toEqual({ kind: 'session', session: 2, phrase: 'Session 2 owns' });
    expect(ownerOf(plan, 'src/pages/shared.css')).toEqual({ kind: 'shared', phrase: 'all sessions' });
  });

  it('[P35] lets a task write its own paths too', () => {
    const { plan } = compile(smallDocument({ '1': 'Session_2_Tasks:\n  owned_paths: /docs/' }));
    const [task] = plan.tasks;
    expect(ownerOf(plan, 'docs/a', task)).toEqual({
      kind: 'session',
      session: 2,
      phrase: 'owned_paths of b1s2',
    });
    expect(ownerOf(plan, 'docs/a')).toMatchObject({ session: 1 });
    expect(ownerOf(plan, 'docsfoo', task)).toMatchObject({ session: 1 });
  });
});

describe('branches', () => {
  it('[P36] are read from a tree with their purpose and owner', () => {
    expect(
      compile(launchPlan).plan.branches.map(({ name, role, session, isDefault }) => [
        name,
        role,
        session,
        isDefault,
      ]),
    ).toEqual([
      ['main', 'main', 1, undefined],
      ['session-2-content', 'session', 2, undefined],
      ['session-3-backend', 'session', 3, undefined],
      ['session-4-analytics', 'session', 4, undefined],
      ['integration/daily', 'integration', 1, undefined],
    ]);
  });

  it('[P36] may be a plain list, and find their session by its name', () => {
    const found = branches(
      'trunk # stable\nfeature/analytics-pages # figures\ndev # Session 3 keeps it\npeople # (Session 2)',
    );
    expect(
      found.filter((branch) => !branch.isDefault).map(({ name, role, session }) => [name, role, session]),
    ).toEqual([
      ['trunk', 'main', 1],
      ['feature/analytics-pages', 'session', 4],
      ['dev', 'integration', 3],
      ['people', 'session', 2],
    ]);
  });

  it('[P36] have names that git takes', () => {
    const tree = '## Git\n```\nmain\n├── a..b\n├── two words\n```\n';
    expect(rulesOf(smallDocument({}, tree))).toEqual(['unusable-branch', 'unreadable-branch']);
  });

  it('[P37] have defaults where the document names none', () => {
    expect(
      branches('main\n└── session-3-api').map(({ name, role, session, isDefault }) => [
        name,
        role,
        session,
        isDefault ?? false,
      ]),
    ).toEqual([
      ['main', 'main', 1, false],
      ['session-3-api', 'session', 3, false],
      ['integration/daily', 'integration', 1, true],
      ['session-2-content', 'session', 2, true],
      ['session-4-analytics', 'session', 4, true],
    ]);
  });
});

describe('token strategies, milestones and gates', () => {
  it('[P38] are the keys of their groups', () => {
    const strategies = compile(launchPlan).plan.tokenStrategies;
    expect(strategies.map((strategy) => strategy.id)).toEqual([
      'efficient-coordination.minimize-overlap',
      'efficient-coordination.batch-operations',
      'efficient-coordination.smart-handoffs',
      'efficient-coordination.result-reuse',
      'communication-efficiency.structured-updates',
      'communication-efficiency.minimal-context',
      'communication-efficiency.async-coordination',
    ]);
    expect(strategies[5]).toMatchObject({
      group: 'Communication Efficiency',
      text: 'A brief holds what the task needs and no more',
    });
  });

  it('[P39] are checkboxes with a day', () => {
    const { milestones } = checklist(
      '## Targets\n- [ ] **Day 2**: First\n* [x] Day 3 - Second\n1. [X] **Days 4-6**: Third\n- [ ] Day 2: Again\n## Week 2 Targets\n- [ ] Fourth\n',
    );
    expect(milestones.map(({ id, day, text, isChecked }) => [id, day, text, isChecked])).toEqual([
      ['day-2', 2, 'First', false],
      ['day-3', 3, 'Second', true],
      ['day-6', 6, 'Third', true],
      ['day-2-again', 2, 'Again', false],
      ['day-14', 14, 'Fourth', false],
    ]);
  });

  it('[P39] [P40] have the one character between the brackets for a box', () => {
    const { milestones, qualityGates } = compile(launchPlan).plan;
    for (const { box } of [...milestones, ...qualityGates]) {
      expect(launchPlan.slice(box.start - 1, box.end + 1)).toBe('[ ]');
      expect(box.end - box.start).toBe(1);
    }
  });

  it('[P40] are checkboxes with a name', () => {
    const { qualityGates } = checklist(
      '## Checks (Session 3 decides)\n- [ ] **Speed**: <200ms\n- [x] Safety: nobody gets hurt\n## Quality\n- [ ] Words are spelled\n',
    );
    expect(
      qualityGates.map(({ id, text, validator, isChecked }) => [id, text, validator, isChecked]),
    ).toEqual([
      ['speed', '<200ms', 3, false],
      ['safety', 'nobody gets hurt', 3, true],
      ['words-are-spelled', '', 1, false],
    ]);
    expect(rulesOf(smallDocument({}, '## Other\n- [ ] Something\n'))).toEqual(['unread-checkbox']);
  });
});
