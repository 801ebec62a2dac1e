import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const packageFolder = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, packageFolder), 'utf8');
const filesIn = (folder: string, ending: string) =>
  readdirSync(new URL(folder, packageFolder))
    .filter((file) => file.endsWith(ending))
    .map((file) => folder + file);

describe('SPEC.md', () => {
  it('has a test for each of its rules, and a rule for each number in a test', () => {
    const tests = [...filesIn('src/', '.test.ts'), ...filesIn('test/', '.test.ts')].map(read).join('\n');
    const stated = [...read('SPEC.md').matchAll(/^- \*\*(P\d+)\*\*/gm)].map((match) => match[1]!);
    const tested = [...tests.matchAll(/\[(P\d+)\]/g)].map((match) => match[1]!);
    expect(stated).toEqual(stated.map((_, index) => `P${index + 1}`));
    expect(new Set(tested)).toEqual(new Set(stated));
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
    const specification = read('SPEC.md');
    expect(reported.filter((rule) => !specification.includes(`\`${rule}\``))).toEqual([]);
  });
});
