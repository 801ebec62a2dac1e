import { describe, expect, it } from 'vitest';
import { checkRunbook } from './check-runbook.ts';
import { parseRunbook } from './parse-runbook.ts';
import { byHandId, runbookEntry } from './runbook.ts';

const full = `version: 1
defaults: {timeout: 2m, retries: 1}
tasks:
  p4.d1-2.s2:
    steps:
      - run: node tools/make-calendar.mjs
        timeout: 30s
        env: {X: "1"}
      - run: npm test
        name: tests
        retries: 0
        shell: bash
    commit: Add the calendar
    artifacts: [content_templates/calendar.json]
    on_feedback: [{run: node tools/fix.mjs}]
  b1s3:
    steps: [{run: "true"}]
`;

const findings = (text: string) =>
  parseRunbook(text, 'r.yaml').diagnostics.map(({ rule, line, column, message, fix }) => ({
    rule,
    line,
    column,
    message,
    fix,
  }));

describe('parseRunbook', () => {
  it('[R2] fills in the defaults', () => {
    const { runbook, diagnostics } = parseRunbook(full, 'r.yaml');
    expect(diagnostics).toEqual([]);
    expect(runbook && runbookEntry(runbook, { id: 'p4.d1-2.s2', label: 'b1s2' })).toEqual({
      steps: [
        {
          name: 'node tools/make-calendar.mjs',
          run: 'node tools/make-calendar.mjs',
          shell: 'sh',
          timeoutMs: 30_000,
          retries: 1,
          env: { X: '1' },
        },
        { name: 'tests', run: 'npm test', shell: 'bash', timeoutMs: 120_000, retries: 0, env: {} },
      ],
      commit: 'Add the calendar',
      artifacts: ['content_templates/calendar.json'],
      onFeedback: [
        {
          name: 'node tools/fix.mjs',
          run: 'node tools/fix.mjs',
          shell: 'sh',
          timeoutMs: 120_000,
          retries: 1,
          env: {},
        },
      ],
    });
  });

  it('[R3] finds an entry by label when there is none by id', () => {
    const { runbook } = parseRunbook(full, 'r.yaml');
    expect(runbook && runbookEntry(runbook, { id: 'p4.d1-2.s3', label: 'b1s3' })?.steps[0]?.run).toBe('true');
    expect(runbook && runbookEntry(runbook, { id: 'x', label: 'y' })).toBeUndefined();
  });

  it('[R1] names an unknown key, its place and the nearest right one', () => {
    const text =
      'version: 1\ntasks:\n  a:\n    steps:\n      - run: "true"\n        timout: 3s\n    artefacts: []\n';
    expect(findings(text)).toEqual([
      {
        rule: 'runbook/unknown-key',
        line: 6,
        column: 9,
        message: "'timout' is not a key here; known: name, run, shell, timeout, retries, env",
        fix: "write 'timeout'",
      },
      {
        rule: 'runbook/unknown-key',
        line: 7,
        column: 5,
        message: "'artefacts' is not a key here; known: steps, commit, artifacts, on_feedback",
        fix: "write 'artifacts'",
      },
    ]);
  });

  it('[R1] names every value of the wrong shape', () => {
    const text =
      'version: 1\ntasks:\n  a:\n    steps:\n      - {run: x, timeout: 30}\n      - {retries: -1}\n    artifacts: [/etc/passwd]\n';
    expect(findings(text).map(({ rule, line, message }) => [rule, line, message])).toEqual([
      ['runbook/shape', 5, "'tasks.a.steps.0.timeout': expected a duration such as '30s'"],
      ['runbook/shape', 6, expect.stringContaining("'tasks.a.steps.1.run'")],
      ['runbook/shape', 6, expect.stringContaining("'tasks.a.steps.1.retries'")],
      [
        'runbook/shape',
        7,
        "'tasks.a.artifacts.0': an artifact is a path inside the worktree, relative to it",
      ],
    ]);
  });

  it('[R1] reports a syntax error, a duplicate task and an empty file with their places', () => {
    expect(findings('version: 1\ntasks: {a: [}\n')[0]).toMatchObject({ rule: 'runbook/syntax', line: 2 });
    expect(
      findings('version: 1\ntasks:\n  a: {steps: [{run: x}]}\n  a: {steps: [{run: y}]}\n'),
    ).toMatchObject([{ rule: 'runbook/syntax', line: 4, column: 3 }]);
    expect(findings('')).toMatchObject([
      { rule: 'runbook/shape', line: 1 },
      { rule: 'runbook/shape', line: 1 },
    ]);
  });

  it('[R2] refuses a limit that no timer can keep', () => {
    expect(findings('version: 1\ntasks: {a: {steps: [{run: x, timeout: 1000h}]}}\n')).toMatchObject([
      { message: expect.stringContaining('below 24 days') },
    ]);
  });
});

describe('checkRunbook', () => {
  const tasks = [
    { id: 'p4.d1-2.s2', label: 'b1s2' },
    { id: 'p4.d1-2.s3', label: 'b1s3' },
  ];
  const check = (text: string) => {
    const { runbook } = parseRunbook(text, 'r.yaml');
    return runbook && checkRunbook(runbook, { tasks: tasks as never });
  };

  it('[R3] has nothing to say when every task has its entry', () => {
    expect(check(full)).toEqual([]);
  });

  it('[R3] names the task without an entry and the entry without a task', () => {
    expect(
      check('version: 1\ntasks:\n  p4.d1-2.s2: {steps: [{run: x}]}\n  p4.d1-2.s33: {steps: [{run: x}]}\n'),
    ).toMatchObject([
      {
        rule: 'runbook/task-without-entry',
        severity: 'error',
        message: expect.stringContaining('p4.d1-2.s3 (b1s3)'),
        line: 2,
        file: 'r.yaml',
      },
      {
        rule: 'runbook/entry-without-task',
        severity: 'warning',
        line: 4,
        column: 3,
        fix: "write 'p4.d1-2.s3'",
      },
    ]);
  });

  it('[R3] keeps the entry cs for what is given by hand, and for nothing else', () => {
    const { runbook } = parseRunbook(`${full}  cs: {steps: [{run: by-hand}]}\n`, 'r.yaml');
    expect(checkRunbook(runbook!, { tasks: tasks as never })).toEqual([]);
    const firstStep = (id: string, label = id) => runbookEntry(runbook!, { id, label })?.steps[0]?.run;
    expect(firstStep(byHandId('1a2b3c4d'))).toBe('by-hand');
    expect(firstStep('p4.d1-2.s9', 'b1s9')).toBeUndefined();
    expect(firstStep('p4.d1-2.s2', 'b1s2')).not.toBe('by-hand');
    const without = parseRunbook(full, 'r.yaml').runbook!;
    expect(runbookEntry(without, { id: byHandId('1'), label: byHandId('1') })).toBeUndefined();
  });

  it('[R3] refuses two entries for one task', () => {
    expect(check(`${full}  b1s2: {steps: [{run: x}]}\n`)).toMatchObject([
      { rule: 'runbook/two-entries', line: 18 },
    ]);
  });
});
