import { describe, expect, it } from 'vitest';
import { launchPlan, smallDocument, wordsBesideYaml } from '../test/documents.ts';
import { checksOf } from './checks-of.ts';
import { compile } from './compile.ts';
import { countsOf } from './counts-of.ts';
import { applyEdits } from './write-back.ts';

const rulesOf = (text: string) => compile(text).diagnostics.map((finding) => finding.rule);
const firstTask = (yaml: string) => compile(smallDocument({ '1': yaml })).plan.tasks[0]!;
const presets = { documentation: ['writer', 'mentor'], fullstack: ['frontend', 'backend'] };

describe('YAML blocks', () => {
  it('[P17] are known by shape, wherever they stand and however their keys are written', () => {
    const moved = launchPlan
      .replace('### **Shared Files**', '### Odds and Ends')
      .replace('### **Handing Work Over**', '### More')
      .replace('### **The Day in Three Rounds**', '### Even More')
      .replaceAll('Session_2_Tasks', 'session-2-tasks')
      .replaceAll('Session_1_Oversight', 'Session 1 Oversight')
      .replaceAll('```yaml', '```yml');
    expect(countsOf(compile(moved).plan)).toEqual(countsOf(compile(launchPlan).plan));
    expect(rulesOf(moved)).toEqual([]);
  });

  it('[P17] may stand in unmarked fences and in list items', () => {
    const yaml = 'Session_2_Tasks:\n  deliverable: "a"';
    const text = `# P\n## Day 1\n\`\`\`\n${yaml}\n\`\`\`\n## Day 2\n- Content:\n\n  \`\`\`yaml\n${yaml.replace(/^/gm, '  ')}\n  \`\`\`\n`;
    expect(compile(text).plan.tasks.map((task) => [task.id, task.deliverable])).toEqual([
      ['p1.d1.s2', 'a'],
      ['p1.d2.s2', 'a'],
    ]);
  });

  it('[P17] take an alias for the value it names', () => {
    const task = firstTask(
      'Session_2_Tasks:\n  primary_task: &words "Write"\n  deliverable: *words\n  model: *nobody',
    );
    expect(task).toMatchObject({ text: 'Write', deliverable: 'Write', model: '*nobody' });
  });

  it('[P18] are read as they were meant, with a warning for each', () => {
    expect(wordsBesideYaml).toContain('Morning_Standup: (Session 1 broadcasts)\n  - ');
    expect(wordsBesideYaml).toContain('Content_Assets: "/content_templates/" (Session 2 primary');
    const meant = compile(launchPlan).plan;
    const { plan, diagnostics } = compile(wordsBesideYaml);
    expect(diagnostics.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['words-beside-yaml', 'warning'],
      ['words-beside-yaml', 'warning'],
    ]);
    const rounds = (of: typeof plan) => of.rounds.map(({ id, speaker, agenda }) => ({ id, speaker, agenda }));
    expect(rounds(plan)).toEqual(rounds(meant));
    const resources = (of: typeof plan) => of.resources.map(({ range: _, ...resource }) => resource);
    expect(resources(plan)).toEqual(resources(meant));
  });

  it('[P18] have a fix that gives the real YAML, in CRLF too', () => {
    for (const text of [wordsBesideYaml, wordsBesideYaml.replaceAll('\n', '\r\n')]) {
      const edits = compile(text).diagnostics.flatMap((finding) => finding.edit ?? []);
      expect(applyEdits(text, edits).replaceAll('\r\n', '\n')).toBe(launchPlan);
    }
  });

  it('[P18] are left alone inside block texts, and where a comment follows', () => {
    const text = smallDocument({
      '1': 'Session_2_Tasks:\n  primary_task: |\n    Say: (hello)\n      - twice\n    path: "/a" (b)\n  deliverable: "a" # (c)',
    });
    expect(compile(text).diagnostics).toEqual([]);
    expect(compile(text).plan.tasks[0]!.text).toBe('Say: (hello)\n  - twice\npath: "/a" (b)');
  });

  it('[P19] that cannot be read are named with their place, and the rest compiles', () => {
    const broken = launchPlan.replace('deliverable: "Posts that look', 'deliverable: Posts: that "look');
    const { plan, diagnostics } = compile(broken);
    expect(diagnostics.map(({ rule, severity, line }) => [rule, severity, line])).toEqual([
      ['block-does-not-parse', 'error', 111],
    ]);
    expect(plan.tasks).toHaveLength(8);
    expect(plan.blocks).toHaveLength(5);
  });

  it('[P19] that are not closed are named at their beginning', () => {
    const open = launchPlan.replace('three or more platforms"\n```\n', 'three or more platforms"\n');
    expect(compile(open).diagnostics[0]).toMatchObject({ rule: 'fence-not-closed', line: 78 });
  });

  it('[P20] keep what they do not know, with a warning', () => {
    const text = smallDocument(
      {
        '1': 'Session_2_Tasks:\n  deliverabel: "a"\n  colour: {red: [1, 2]}\n  model: a\n  model: b\nWeather: "fine"',
      },
      '```yaml\nA_Handoff:\n  trigger: "Session 2 does it"\n  process: "Session 2 → Session 3"\n  mood: "good"\n```\n',
    );
    const { plan, diagnostics } = compile(text);
    expect(plan.tasks[0]).toMatchObject({ extra: { deliverabel: 'a', colour: { red: [1, 2] } }, model: 'a' });
    expect(plan.extra.map(({ path, value }) => [path, value])).toEqual([
      ['Weather', 'fine'],
      ['A_Handoff.mood', 'good'],
    ]);
    expect(diagnostics.map((finding) => finding.rule)).toEqual([
      'unknown-key',
      'unknown-key',
      'duplicate-key',
      'unknown-entry',
      'unknown-key',
    ]);
    expect(diagnostics[0]!.fix).toBe('write `deliverable`');
    expect(applyEdits(text, [diagnostics[0]!.edit!])).toContain('  deliverable: "a"');
  });
});

describe('tasks', () => {
  it('[P21] may be a text, a map or a list of them', () => {
    expect(firstTask('Session_2_Tasks: "Write posts"').text).toBe('Write posts');
    const { tasks } = compile(
      smallDocument({
        '1': 'Session_2_Tasks:\n  - primary_task: "Write"\n    deliverable: "Posts"\n  - "Send"',
      }),
    ).plan;
    expect(tasks.map(({ id, label, text }) => [id, label, text])).toEqual([
      ['p1.d1.s2', 'b1s2', 'Write'],
      ['p1.d1.s2-2', 'b1s2-2', 'Send'],
    ]);
    expect(tasks[1]!.dependsOn).toMatchObject([{ task: 'p1.d1.s2', reason: 'own_order' }]);
  });

  it('[P22] have explicit keys in several forms', () => {
    expect(
      firstTask(
        'Session_2_Tasks:\n  produces: [a, b]\n  gates: unit, lint\n  priority: -2\n  budget_tokens: 1.5M\n  timeout: 1h 30m\n  driver: codex\n  model: big\n  owned_paths:\n    - /docs/api/\n    - ./README.md',
      ),
    ).toMatchObject({
      produces: ['a', 'b'],
      gates: ['unit', 'lint'],
      priority: -2,
      budgetTokens: 1_500_000,
      timeoutMs: 5_400_000,
      driver: 'codex',
      model: 'big',
      ownedPaths: ['docs/api/', 'README.md'],
    });
  });

  it('[P22] refuse other forms', () => {
    const text = smallDocument({
      '1': 'Session_2_Tasks:\n  priority: high\n  timeout: 10\n  budget_tokens: lots\n  owned_paths: ../elsewhere',
    });
    expect(rulesOf(text)).toEqual([
      'unreadable-value',
      'unreadable-value',
      'unreadable-value',
      'path-outside',
    ]);
    expect(compile(text).plan.tasks[0]).toMatchObject({ priority: 0, ownedPaths: [] });
  });

  it('[P23] have a command line that changes the active agents', () => {
    const { activation } = firstTask(
      'Session_2_Tasks:\n  agent_activation: "ca preset fullstack && ca activate qa writer; ca deactivate qa"',
    );
    expect(activation.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'preset fullstack',
      'activate qa',
      'activate writer',
      'deactivate qa',
    ]);
    expect(
      rulesOf(smallDocument({ '1': 'Session_2_Tasks:\n  agent_activation: "rm -rf / && ca preset"' })),
    ).toEqual(['unreadable-activation', 'unreadable-activation']);
  });

  it('[P24] have the agents that are active when they begin', () => {
    const yaml = (activation: string) =>
      `Session_2_Tasks:\n  primary_task: "a"${activation && `\n  agent_activation: "${activation}"`}`;
    const text = smallDocument({
      '1': yaml(''),
      '2': yaml('ca activate qa'),
      '3': yaml('ca preset documentation && ca activate writer'),
      '4': yaml(''),
      '5': yaml('ca preset nobody-knows && ca activate qa'),
    });
    expect(compile(text, { presets }).plan.tasks.map((task) => task.agents)).toEqual([
      ['writer', 'mentor'],
      ['writer', 'mentor', 'qa'],
      ['writer', 'mentor'],
      ['writer', 'mentor'],
      ['qa'],
    ]);
  });

  it('[P25] have the start command of their session, the first of them', () => {
    const { tasks } = compile(launchPlan).plan;
    expect(
      tasks.filter((task) => task.start).map(({ label, start }) => [label, start!.mode, start!.asAgents]),
    ).toEqual([
      ['b1s2', 'writing', true],
      ['b1s3', 'coding', true],
      ['b3s4', 'analysis', true],
    ]);
    expect(tasks[0]!.start!.text).toMatch(/^Fill a content calendar .* each post$/);
    expect(tasks[0]!.start!.activation.map((step) => step.name)).toEqual(['documentation', 'writer']);
  });

  it('[P25] take the agents of a start command where they have no activation', () => {
    const text = smallDocument(
      { '1': 'Session_2_Tasks: "a"' },
      '## For Session 2\n```bash\nca preset fullstack\ncs "Begin \\"now\\"" # quickly\n```\n',
    );
    const [task] = compile(text, { presets }).plan.tasks;
    expect(task!.agents).toEqual(['frontend', 'backend']);
    expect(task!.start).toMatchObject({ text: 'Begin "now"', asAgents: false });
  });

  it('[P25] have no use for commands that cannot be placed', () => {
    const rest =
      '## Begin\n```bash\ncs "a"\ncs "b" --session 2\ncs "c" --session 2\ncs "d" --session 4\ncs "e" dancing\nca preset nobody\ncs "f" --session 9\n```\n';
    const { diagnostics } = compile(smallDocument({ '1': 'Session_2_Tasks: "a"' }, rest), {
      presets,
      agents: [],
    });
    expect(diagnostics.map((finding) => finding.rule)).toEqual([
      'start-without-session',
      'second-start',
      'start-without-task',
      'unreadable-command',
      'unknown-preset',
      'start-without-task',
    ]);
  });

  it('[P26] are overseen by any keys, and by the quality gates where there are none', () => {
    const { plan } = compile(launchPlan);
    expect(plan.blocks.map((block) => checksOf(plan, block).map((check) => check.id))).toEqual([
      ['p4.d1-2.quality-gates', 'p4.d1-2.risk-assessment', 'p4.d1-2.success-metrics'],
      ['p4.d3-4.integration-testing', 'p4.d3-4.performance-validation'],
      ...['d5-7', 'd8-10', 'd11-14'].map((days) =>
        ['system-reliability', 'performance-standards', 'security-compliance', 'revenue-attribution'].map(
          (gate) => `p4.${days}.${gate}`,
        ),
      ),
    ]);
    const listed = compile(
      smallDocument({ '1': 'Session_1_Oversight:\n  weather:\n    - "sun"\n    - "rain"' }),
    ).plan;
    expect(listed.oversights[0]!.checks.map(({ id, key, text }) => [id, key, text])).toEqual([
      ['p1.d1.weather', 'weather', 'sun'],
      ['p1.d1.weather~2', 'weather', 'rain'],
    ]);
  });
});
