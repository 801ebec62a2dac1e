import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, changedParts, missReason, reuseKey } from './reuse-key.ts';

const inputs = {
  task: { text: 't1', id: 'i1' },
  read_paths: { 'tools/': 'a', 'package.json': 'b' },
  model: { name: 'm' },
};

describe('[R1] the key of what a task is made from', () => {
  test('is the same whatever the order, and another one with any one thing changed, added or gone', () => {
    const turned = {
      model: { name: 'm' },
      read_paths: { 'package.json': 'b', 'tools/': 'a' },
      task: { id: 'i1', text: 't1' },
    };
    expect(reuseKey(turned)).toBe(reuseKey(inputs));
    const mutants = Object.entries(inputs).flatMap(([part, names]) =>
      Object.keys(names).flatMap((name) => {
        const { [name]: gone, ...rest } = names as Record<string, string>;
        return [
          { ...inputs, [part]: { ...names, [name]: `${gone}x` } },
          { ...inputs, [part]: rest },
        ];
      }),
    );
    mutants.push({ ...inputs, people: { 'a.txt': 'o' } } as never);
    const keys = new Set([inputs, ...mutants].map(reuseKey));
    expect(keys.size).toBe(mutants.length + 1);
  });

  test('comes from a text that says the same for the same value alone', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const isSame = canonicalJson(one) === canonicalJson(other);
        // What JSON cannot tell apart, -0 and 0, is the same here too.
        expect(isSame).toBe(JSON.stringify(sorted(one)) === JSON.stringify(sorted(other)));
        expect(JSON.parse(canonicalJson(one))).toEqual(JSON.parse(JSON.stringify(one)));
      }),
    );
    expect(canonicalJson({ b: undefined, a: [undefined, 1] })).toBe('{"a":[null,1]}');
  });
});

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value)
    .map(([key, one]) => [key, sorted(one)])
    .toSorted(([a], [b]) => ((a as string) < (b as string) ? -1 : 1));
  // No list, so that an empty one and an empty object are told apart.
  return { entries };
};

describe('[R4] a miss', () => {
  test('names every part that is not the same, and in it what', () => {
    const now = {
      task: inputs.task,
      read_paths: { 'tools/': 'z', 'package.json': 'b', 'new/': 'n' },
      model: { name: 'n' },
    };
    expect(changedParts(inputs, now)).toEqual([
      { part: 'model', names: ['name'] },
      { part: 'read_paths', names: ['new/', 'tools/'] },
    ]);
    expect(missReason([inputs], now)).toBe('changed: model (name); read paths (new/, tools/)');
  });

  test('is told by the stored result that is nearest, and few of many names', () => {
    const places = Object.fromEntries(Array.from({ length: 6 }, (_, at) => [`d${at}/`, 'x']));
    const far = { ...inputs, read_paths: places };
    const near = { ...inputs, task: { ...inputs.task, text: 'other' } };
    expect(missReason([far, near], inputs)).toBe('changed: task (text)');
    expect(missReason([far], inputs)).toBe('changed: read paths (d0/, d1/, d2/, d3/ and 4 more)');
    expect(missReason([], inputs)).toBe('no result of this task is stored');
  });
});
