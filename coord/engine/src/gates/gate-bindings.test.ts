import { describe, expect, test } from 'vitest';
import { planOf, rounds } from '../../test/make-facts.ts';
import { readYaml } from '../read-yaml.ts';
import { checkBindings } from './check-bindings.ts';
import { bindingOf, gateBindingsSchema, handoffBindingOf } from './gate-bindings.ts';

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
