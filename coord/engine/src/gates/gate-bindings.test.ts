import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { launchPlan } from '../../test/documents.ts';
import { compilePlan, planOf, rounds } from '../../test/make-facts.ts';
import { readYaml } from '../read-yaml.ts';
import { checkBindings } from './check-bindings.ts';
import { portWord } from './gate.ts';
import { bindingOf, gateBindingsSchema, handoffBindingOf } from './gate-bindings.ts';
import type { GateOutcome } from './judge-gate.ts';

const read = (text: string) => readYaml(text, 'gates.yaml', gateBindingsSchema);

describe('[E15] gates.yaml', () => {
  test('may be empty: nothing is bound', () => {
    expect(read('')).toEqual({
      version: 1,
      gates: {},
      every: [],
      tasks: {},
      oversight: {},
      quality: {},
      handoffs: {},
      milestones: {},
    });
  });

  test('names commands, tests unless they say that they are checks', () => {
    const { gates } = read(
      'gates:\n  unit: { run: npm test }\n  tidy: { run: lint, kind: check, timeout: 30s }\n',
    );
    const nothing = { env: {}, pass_env: [], tools: [], retries: 0 };
    expect(gates).toEqual({
      unit: { run: 'npm test', kind: 'test', ...nothing },
      tidy: { run: 'lint', kind: 'check', timeout: 30_000, ...nothing },
    });
  });

  const mistakes: [what: string, text: string, message: RegExp][] = [
    ['broken YAML', 'gates:\n  unit: { run: [\n', /^gates\.yaml:3:1 is not valid YAML: /],
    ['a key that is none', 'version: 1\ngate:\n  unit: {}\n', /^gates\.yaml:2:1 the file: .*"gate"/],
    [
      'a key that is none further down',
      'gates:\n  unit:\n    run: x\n    tmeout: 3s\n',
      /^gates\.yaml:4:5 gates\.unit: .*"tmeout"/,
    ],
    [
      'a gate without a command',
      'every: []\ngates:\n  unit:\n    kind: check\n',
      /^gates\.yaml:4:5 gates\.unit\.run: /,
    ],
    [
      'a kind that is none',
      'gates:\n  unit:\n    run: x\n    kind: guess\n',
      /^gates\.yaml:4:11 gates\.unit\.kind: /,
    ],
    [
      'a duration that is none',
      'gates:\n  unit:\n    run: x\n    timeout: soon\n',
      /^gates\.yaml:4:14 .*30s, 10m or 2h, found 'soon'/,
    ],
    [
      'a waiver without a reason',
      'quality:\n  security:\n    waived: no\n',
      /^gates\.yaml:3:13 quality\.security\.waived: /,
    ],
    [
      'a waiver with a thin reason',
      'quality:\n  security:\n    waived: "later"\n',
      /^gates\.yaml:3:13 .*at least ten characters/,
    ],
    [
      'a path that leads outside',
      'gates:\n  unit:\n    run: x\n    inputs: [src/, ../other]\n',
      /^gates\.yaml:4:20 gates\.unit\.inputs\.1: expected a file or folder inside the repository/,
    ],
    [
      'a name that no variable can have',
      'gates:\n  unit:\n    run: x\n    pass_env: [A B]\n',
      /^gates\.yaml:4:16 .*environment variable/,
    ],
    [
      'too many retries',
      'gates:\n  unit:\n    run: x\n    retries: 6\n',
      /^gates\.yaml:4:14 gates\.unit\.retries: /,
    ],
    [
      'a kind, and which there are',
      'gates:\n  unit:\n    run: x\n    kind: guess\n',
      /:4:11 gates\.unit\.kind: expected one of: test, check, http, metric, files, review, human$/,
    ],
    [
      'an availability without a failover',
      'gates:\n  up:\n    kind: http\n    url: http://x/\n    availability: { at_least: 99%, for: 10s, every: 1s }\n',
      /^gates\.yaml:5:19 gates\.up\.availability\.failover: /,
    ],
    [
      'a window for less than two probes',
      'gates:\n  up:\n    kind: http\n    url: http://x/\n    availability: { at_least: 99%, for: 1s, every: 1s, failover: y }\n',
      /gates\.up\.availability: expected a window of at least two probes/,
    ],
    [
      'a port of nothing',
      'gates:\n  up:\n    kind: http\n    url: "http://x:WORD/"\n'.replace('WORD', portWord),
      /^gates\.yaml:4:10 gates\.up\.url: .*there is no 'serve'/,
    ],
    [
      'an address of another kind',
      'gates:\n  up:\n    kind: http\n    url: ftp://x/\n',
      /^gates\.yaml:4:10 gates\.up\.url: expected an address/,
    ],
    [
      'a latency that is none',
      'gates:\n  up:\n    kind: http\n    url: http://x/\n    latency: { p95: ">99%" }\n',
      /gates\.up\.latency\.p95: expected an upper limit with its unit/,
    ],
    [
      'a metric from two places',
      'gates:\n  m:\n    kind: metric\n    run: x\n    url: http://x/\n    threshold: ">1"\n',
      /gates\.m: expected either `run` or `url`/,
    ],
    [
      'a pattern with two groups',
      'gates:\n  m:\n    kind: metric\n    run: x\n    read: "match:(a)(b)"\n    threshold: ">1"\n',
      /^gates\.yaml:5:11 gates\.m\.read: expected .*exactly one group/,
    ],
    [
      'a question that is not asked',
      'gates:\n  h:\n    kind: human\n',
      /^gates\.yaml:3:5 gates\.h\.question: /,
    ],
    ['a list of no gate', 'milestones:\n  day-2: []\n', /^gates\.yaml:2:10 milestones\.day-2: /],
    [
      'a binding of no known form',
      'oversight:\n  a: 3\n',
      /^gates\.yaml:2:6 oversight\.a: expected one of: /,
    ],
  ];
  test.each(mistakes)('tells %s with its place and what was expected', (_what, text, message) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({ code: 'configuration_invalid', message: expect.stringMatching(message) }),
    );
  });

  test('tells several mistakes at once', () => {
    expect(() => read('gates:\n  a: { run: "" }\n  b: { run: x, kind: y }\n')).toThrow(/:2:.*\n.*:3:/);
  });
});

describe('[E22] what a gate of the document comes to', () => {
  test('bound, waived with a reason, or unbound when nothing says anything', () => {
    expect(bindingOf(['unit'])).toEqual({ kind: 'bound', gates: ['unit'] });
    expect(bindingOf({ waived: 'no customers yet' })).toEqual({ kind: 'waived', reason: 'no customers yet' });
    expect(bindingOf(undefined)).toEqual({ kind: 'unbound' });
  });
});

describe('[E17] the side at fault of a handoff', () => {
  test('is the consumer unless the binding names the producer', () => {
    const bindings = read(
      'gates: { unit: { run: x } }\nhandoffs:\n  a: [unit]\n  b: { gates: [unit], at_fault: producer }\n  c: { gates: [unit] }\n  d: { waived: "nothing to see yet" }\n',
    );
    const faults = ['a', 'b', 'c', 'd', 'none'].map((id) => handoffBindingOf(bindings, id));
    expect(faults).toEqual([
      { kind: 'bound', gates: ['unit'], atFault: 'consumer' },
      { kind: 'bound', gates: ['unit'], atFault: 'producer' },
      { kind: 'bound', gates: ['unit'], atFault: 'consumer' },
      { kind: 'waived', reason: 'nothing to see yet', atFault: 'consumer' },
      { kind: 'unbound', atFault: 'consumer' },
    ]);
  });
});

describe('[E15] every name in gates.yaml', () => {
  const plan = planOf({ '1-2': { 2: 'gates: [unit]' } }, rounds);
  const check = (text: string) => () => checkBindings(read(text), plan, 'gates.yaml');

  test('may be an id or a label of the plan', () => {
    expect(check('gates: { unit: { run: x } }\ntasks: { b1s2: [unit], p1.d1-2.s2: [unit] }\n')).not.toThrow();
  });

  test.each([
    [
      'gates: { unit: { run: x } }\ntasks: { b9s9: [unit] }',
      /tasks\.b9s9 is not in the document, which has: .*b1s2/,
    ],
    ['gates: { unit: { run: x } }\noversight: { a: [unit] }', /oversight\.a is not in the document/],
    ['gates: { unit: { run: x } }\nquality: { a: [unit] }', /quality\.a is not in the document/],
    ['gates: { unit: { run: x } }\nhandoffs: { a: [unit] }', /handoffs\.a is not in the document/],
    [
      'gates: { unit: { run: x } }\nmilestones: { day-9: [unit] }',
      /milestones\.day-9 is not in the document/,
    ],
    ['gates: { unit: { run: x } }\nevery: [unti]', /every names the gate 'unti', which is not among: unit/],
    ['gates: { unit: { run: x } }\nevery: [toString]', /every names the gate 'toString'/],
    ['gates: { unit: { run: x } }\ntasks: { b1s2: [unti] }', /tasks\.b1s2 names the gate 'unti'/],
    ['{}', /the task b1s2 names the gate 'unit', which is not among: none/],
  ])('must exist: %s', (text, message) => {
    expect(check(text)).toThrow(message);
  });

  test('is checked at once, not one after the other', () => {
    expect(check('every: [a, b]')).toThrow(/'a'.*\n.*'b'.*\n.*'unit'/);
  });
});

describe('[G10] a gate that asks a person', () => {
  const gates = 'gates: { ask: { kind: human, question: "Good?" } }';
  test.each([
    ['every: [ask]', 'every names'],
    ['tasks: { b1s2: [ask] }', 'tasks.b1s2 names'],
  ])('is refused in { %s }: one person would hold up everybody', (binding, where) => {
    const plan = planOf({ '1-2': { 2: '' } });
    expect(() => checkBindings(read(`${gates}\n${binding}`), plan, 'gates.yaml')).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(
          new RegExp(`${where} the gate 'ask', .*everybody's landing.*oversight, quality`),
        ),
      }),
    );
  });

  test('is refused where a task of the document names it, and taken under a review', () => {
    const plan = planOf({ '1-2': { 2: 'gates: [ask]' } });
    expect(() => checkBindings(read(gates), plan, 'gates.yaml')).toThrow(
      /the task b1s2 names the gate 'ask'/,
    );
    const launch = compilePlan(launchPlan);
    const text = `${gates}\nquality: { revenue-attribution: [ask] }\nmilestones: { day-2: [ask] }`;
    expect(() => checkBindings(read(text), launch, 'gates.yaml')).not.toThrow();
  });
});

describe('[G11] figures of the document', () => {
  const plan = compilePlan(launchPlan);
  const http = (more: string) => `{ kind: http, url: "http://127.0.0.1:1/"${more} }`;
  const check = (gate: string, bound: string) => () =>
    checkBindings(read(`gates: { g: ${gate}, other: { run: x } }\n${bound}`), plan, 'gates.yaml');
  const availability = (more: string) => http(`, availability: { for: 10s, every: 1s, failover: x${more} }`);

  test.each([
    ['a time for an http gate without limits', http(''), 'performance-standards: [g]'],
    ['a stricter time of its own', http(', latency: { p99: <150ms }'), 'performance-standards: [g]'],
    ['the same in another unit', http(', latency: { p95: <0.2s }'), 'performance-standards: [g]'],
    ['a percentage for a window without one', availability(''), 'system-reliability: [g]'],
    ['a stricter percentage', availability(', at_least: 99.9%'), 'system-reliability: [g]'],
    ['either for a metric', '{ kind: metric, run: x }', 'performance-standards: [g]'],
    ['either for a metric', '{ kind: metric, run: x, unit: "%" }', 'system-reliability: [g]'],
    ['nothing for a command, which judges by itself', '{ run: x }', 'performance-standards: [g]'],
    ['a figure beside a command', http(''), 'performance-standards: [g, other]'],
    [
      'a time for one that measures availability as well',
      availability(', at_least: 99%'),
      'system-reliability: [g], performance-standards: [g]',
    ],
  ])('are %s', (_what, gate, bound) => {
    expect(check(gate, `quality: { ${bound} }`)).not.toThrow();
  });

  test.each([
    [
      'a percentage for an http gate without a window',
      http(''),
      'system-reliability: [g]',
      /asks for >= 99 %, and none of g measures that/,
    ],
    [
      'a time for a metric in percent',
      '{ kind: metric, run: x, unit: "%", threshold: "< 3" }',
      'performance-standards: [g]',
      /asks for < 200 ms, and none of g/,
    ],
    [
      'a laxer time',
      http(', latency: { p95: <500ms }'),
      'performance-standards: [g]',
      /asks for < 200 ms, and g holds < 500 ms: .*not laxer/,
    ],
    [
      'a laxer percentage',
      availability(', at_least: 95%'),
      'system-reliability: [g]',
      /asks for >= 99 %, and g holds >= 95 %/,
    ],
    [
      'the wrong side',
      '{ kind: metric, run: x, threshold: "> 100 ms" }',
      'performance-standards: [g]',
      /not laxer/,
    ],
    [
      'none for a metric',
      '{ kind: metric, run: x }',
      'revenue-attribution: [g]',
      /gates\.g measures something and says no limit: give it a threshold/,
    ],
    [
      'none for a window',
      availability(''),
      'performance-standards: [g]',
      /says no limit: give it availability\.at_least/,
    ],
  ])('are told apart: %s', (_what, gate, bound, message) => {
    const checked = check(gate, `quality: { ${bound} }`);
    expect(checked).toThrow(expect.objectContaining({ message: expect.stringMatching(message) }));
  });

  test('do not reach a gate that is bound elsewhere as well and has no limit there', () => {
    const gate = '{ kind: metric, run: x }';
    expect(check(gate, 'quality: { performance-standards: [g] }\nmilestones: { day-2: [g] }')).toThrow(
      /gates\.g measures something and says no limit/,
    );
  });
});

describe('[E15] docs/gates.md', () => {
  const page = readFileSync(new URL('../../../../docs/gates.md', import.meta.url), 'utf8');
  const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gms)].map((match) => match[1]!);
  const indented = (text: string) => text.replaceAll(/^(?=.)/gm, '  ');

  test('shows what is accepted: a whole file that fits the launch plan, and an example of every kind', () => {
    const [whole, ...kinds] = examples;
    expect(() => checkBindings(read(whole!), compilePlan(launchPlan), 'gates.yaml')).not.toThrow();
    const shown = kinds.flatMap((text) => Object.values(read(`gates:\n${indented(text)}`).gates));
    expect([...new Set(shown.map((gate) => gate.kind))].sort()).toEqual([
      'check',
      'files',
      'http',
      'human',
      'metric',
      'review',
      'test',
    ]);
  });

  test('says what each outcome means', () => {
    const table = [...page.matchAll(/^\| (\w+) \|/gm)]
      .map((match) => match[1]!)
      .filter((word) => word !== 'outcome');
    const outcomes: Record<GateOutcome, true> = {
      ...{ passed: true, failed: true, missing_command: true, no_tests: true, timed_out: true },
      ...{ killed: true, unparsable: true, unreachable: true, refused: true, undecided: true },
    };
    expect(table).toEqual(Object.keys(outcomes));
  });
});
