import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const packageFolder = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, packageFolder), 'utf8');
const filesIn = (folder: string, ending: string) =>
  readdirSync(new URL(folder, packageFolder))
    .filter((file) => file.endsWith(ending))
    .map((file) => folder + file);

const specification = read('SPEC.md');
const tests = [...filesIn('src/', '.test.ts'), ...filesIn('test/', '.test.ts')];
const stated = Array.from(specification.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm), ([, rule]) => rule!);
/** The rules at the head of each test's name, such as `[P39] [P40] have …`. */
const tested = tests.map((file) => {
  const names = read(file).matchAll(/\(\s*['"`]((?:\[[A-Z]\d+\] ?)+)/g);
  return { file, rules: Array.from(names, ([, head]) => head!.match(/[A-Z]\d+/g)!).flat() };
});

describe('SPEC.md', () => {
  it('numbers the rules of each family from 1 without a gap', () => {
    const families = ['P', 'R', 'W', 'G', 'L', 'F', 'D', 'N'];
    const byFamily = families.map((family) => stated.filter((rule) => rule.startsWith(family)));
    expect(stated).toEqual(
      byFamily.flatMap((rules, at) => rules.map((_, index) => `${families[at]}${index + 1}`)),
    );
    expect(byFamily.every((rules) => rules.length > 0)).toBe(true);
  });

  it('has a test for each of its rules', () => {
    const known = new Set(tested.flatMap(({ rules }) => rules));
    expect(stated.filter((rule) => !known.has(rule))).toEqual([]);
  });

  it('has every rule that a test names', () => {
    const known = new Set(stated);
    for (const { file, rules } of tested) {
      expect(
        rules.filter((rule) => !known.has(rule)),
        file,
      ).toEqual([]);
    }
  });

  it('names every finding of the compiler', () => {
    const sources = filesIn('src/', '.ts')
      .filter((file) => !file.endsWith('.test.ts'))
      .map(read)
      .join('\n');
    const reported = [...sources.matchAll(/'(?:error|warning|info)',\s*'([a-z-]+)'/g)].map(
      (match) => match[1]!,
    );
    expect(reported.length).toBeGreaterThan(20);
    expect(reported.filter((rule) => !specification.includes(`\`${rule}\``))).toEqual([]);
  });
});
