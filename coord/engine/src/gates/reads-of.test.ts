import { describe, expect, test } from 'vitest';
import { planOf } from '../../test/make-facts.ts';
import { readYaml } from '../read-yaml.ts';
import { gateBindingsSchema } from './gate-bindings.ts';
import { gatesOf } from './gates-of.ts';
import { readsOf } from './reads-of.ts';

const bindings = readYaml(
  `gates:
  unit: { run: x, inputs: [./src/, package.json] }
  lint: { run: x, kind: check }
  page: { kind: files, paths: [out/], contains: { out/a.txt: a, README.md: b }, json: [package.json] }
  probe: { kind: http, url: "http://127.0.0.1:1/" }
every: [unit]
tasks: { b1s2: [lint, unit], p1.d1-2.s3: [page] }`,
  'gates.yaml',
  gateBindingsSchema,
);

describe('[G12] the gates of a task and what they read', () => {
  const plan = planOf({ '1-2': { 2: '', 3: 'gates: [probe]', 4: '' } });
  test('are its own, else those bound to it by id or label, and those of every candidate, each once', () => {
    const of = (task: string) => gatesOf({ live: { plan }, bindings }, task);
    const [two, three, four] = plan.tasks.map((task) => task.id);
    expect(of(two!)).toEqual(['lint', 'unit']);
    expect(of(three!)).toEqual(['probe', 'unit']);
    expect(of(four!)).toEqual(['unit']);
    expect(of('cs-1')).toEqual(['unit']);
  });

  test('is the union of what they declare, and everything where one of them does not', () => {
    expect(readsOf(bindings, ['unit', 'page'])).toEqual([
      'README.md',
      'out/',
      'out/a.txt',
      'package.json',
      'src/',
    ]);
    expect(readsOf(bindings, ['unit', 'lint'])).toBe('everything');
    expect(readsOf(bindings, ['page', 'probe'])).toBe('everything');
    expect(readsOf(bindings, [])).toEqual([]);
  });
});
