import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanTree, type Tree, writeTree } from './clean-tree.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const planManifest = { name: '@musterhq/plan', type: 'module', exports: { '.': './src/index.ts' } };
let root = '';

/** One package of the clean tree under the real scripts and configurations, with the house itself beside it. */
beforeAll(() => {
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const used = ['@biomejs/biome', '@types/node', 'drizzle-kit', 'knip', 'typescript', 'vitest'];
  manifest.workspaces = ['coord/*', 'house'];
  manifest.devDependencies = Object.fromEntries(used.map((name) => [name, manifest.devDependencies[name]]));
  const plan = Object.entries(cleanTree).filter(([file]) => file.startsWith('coord/plan/src/'));
  root = writeTree({
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'coord/plan/package.json': `${JSON.stringify(planManifest, null, 2)}\n`,
    ...Object.fromEntries(plan),
  });
  for (const file of ['tsconfig.json', 'biome.json', 'knip.json', '.gitignore', 'vitest.config.ts']) {
    cpSync(join(repository, file), join(root, file));
  }
  mkdirSync(join(root, 'base/testing/src'), { recursive: true });
  writeFileSync(join(root, 'base/testing/src/global-setup.ts'), 'export default (): void => undefined;\n');
  cpSync(join(repository, 'house'), join(root, 'house'), {
    recursive: true,
    filter: (path) => !/\/(dist|node_modules)$/.test(path),
  });
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
});

afterAll(() => rmSync(root, { recursive: true }));

function runScript(script: string): { exitCode: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script], {
    cwd: root,
    encoding: 'utf8',
  });
  return { exitCode: status, output: stdout + stderr };
}

function plant(files: Tree): () => void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return () => {
    for (const file of Object.keys(files)) rmSync(join(root, file));
  };
}

test('a house in order passes every static check', () => {
  const { exitCode, output } = runScript('static');
  for (const step of ['types', 'lint', 'boundaries', 'unused'])
    expect(output).toMatch(new RegExp(`^${step}: passed in`, 'm'));
  expect(output).toMatch(/^check: passed$/m);
  expect(output).not.toMatch(/deprecat/i);
  expect(exitCode).toBe(0);
});

test('each planted fault turns its own step red, and the tests are not run on top', () => {
  const uproot = plant({
    'coord/plan/src/mistyped.test.ts': "export const days: number = 'five';\n",
    'coord/plan/src/unformatted.test.ts': 'export  const days = 5\n',
    'coord/plan/src/clock.test.ts': "import '@musterhq/house';\n",
    'coord/plan/src/forgotten.ts': 'export const days = 5;\n',
  });
  const { exitCode, output } = runScript('check');
  uproot();
  expect(output).toMatch(/mistyped\.test\.ts.*error TS2322/);
  expect(output).toContain('coord/plan/src/unformatted.test.ts');
  expect(output).toMatch(/clock\.test\.ts:1 direction/);
  expect(output).toMatch(/forgotten\.ts/);
  expect(output).toMatch(/^check: failed: types, lint, boundaries, unused, test \(not run\)$/m);
  expect(exitCode).toBe(1);
});

test('an export that nobody imports is found in a file that is used', () => {
  const uproot = plant({
    'coord/plan/src/index.ts':
      "export { addDays } from './add-days.ts';\nexport { used } from './used.ts';\n",
    'coord/plan/src/used.ts': 'export const used = 1;\nexport const unused = 2;\n',
  });
  const { exitCode, output } = runScript('unused');
  uproot();
  plant({ 'coord/plan/src/index.ts': cleanTree['coord/plan/src/index.ts'] ?? '' });
  expect(output).toMatch(/Unused exports \(1\)\nunused .*coord\/plan\/src\/used\.ts/);
  expect(exitCode).toBe(1);
});
