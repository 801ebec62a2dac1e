import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeTree } from './clean-tree.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
let root = '';

/** A clone in small: the real launchers and builder around a command that prints what it got. */
beforeEach(() => {
  root = writeTree({
    'package.json': '{ "type": "module", "workspaces": ["coord/*"] }',
    'coord/cli/package.json': '{ "name": "@musterhq/muster", "version": "1.2.3", "type": "module" }',
    'coord/cli/src/muster.ts': `import { readFileSync } from 'node:fs';
import { greet } from '@musterhq/agents';

const presets: string = readFileSync(new URL('assets/agents/presets.yaml', import.meta.url), 'utf8');
console.log(greet(process.argv.slice(2)), presets);
`,
    'coord/agents/package.json':
      '{ "name": "@musterhq/agents", "type": "module", "exports": { ".": "./src/index.ts" } }',
    'coord/agents/src/index.ts': "export { greet } from './greet.ts';\n",
    'coord/agents/src/greet.ts':
      "export const greet = (words: string[]): string => ['first', ...words].join(' ');\n",
    'coord/agents/src/turn-host-entry.ts':
      "import { greet } from './greet.ts';\nconsole.log(greet(['host']));\n",
    'coord/agents/presets.yaml': 'writer',
    'coord/agents/personas/qa.md': 'Test.',
    'coord/store/migrations/meta/_journal.json': '{}',
    'node_modules/esbuild/package.json': '{ "type": "commonjs", "main": "main.js" }',
    'node_modules/esbuild/main.js': `module.exports = require(${JSON.stringify(join(repository, 'node_modules/esbuild'))});\n`,
  });
  for (const file of ['bundle.mjs', 'build.mjs', 'command-line-bundle.mjs', 'workspaces.mjs']) {
    mkdirSync(join(root, 'house'), { recursive: true });
    cpSync(join(repository, 'house', file), join(root, 'house', file));
  }
  cpSync(join(repository, 'coord/cli/bin'), join(root, 'coord/cli/bin'), { recursive: true });
  mkdirSync(join(root, 'node_modules/@musterhq'));
  symlinkSync(join(root, 'coord/agents'), join(root, 'node_modules/@musterhq/agents'));
});

afterEach(() => rmSync(root, { recursive: true }));

const inRoot = (file: string): string => join(root, file);
const bin = (command: string): string => inRoot(`coord/cli/bin/${command}.js`);

function muster(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [bin('muster'), ...args], { encoding: 'utf8' });
}

function write(file: string, text: string): void {
  mkdirSync(dirname(inRoot(file)), { recursive: true });
  writeFileSync(inRoot(file), text);
}

test('the version is answered without a bundle', () => {
  for (const command of ['muster', 'ca', 'cs']) {
    const { status, stdout } = spawnSync(process.execPath, [bin(command), '--version'], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, '1.2.3\n']);
  }
  expect(existsSync(inRoot('coord/cli/dist'))).toBe(false);
});

test('the first call in a clone builds, and the next one runs what is there', () => {
  expect(muster('a', 'b')).toMatchObject({ status: 0, stdout: 'first a b writer\n', stderr: '' });
  const builtMs = statSync(inRoot('coord/cli/dist/muster.js')).mtimeMs;
  expect(muster('c').stdout).toBe('first c writer\n');
  expect(statSync(inRoot('coord/cli/dist/muster.js')).mtimeMs).toBe(builtMs);
});

test('the turn host and every asset are built with it', () => {
  muster();
  const host = spawnSync(process.execPath, [inRoot('coord/cli/dist/turn-host.js')], { encoding: 'utf8' });
  expect(host.stdout).toBe('first host\n');
  expect(readFileSync(inRoot('coord/cli/dist/assets/agents/personas/qa.md'), 'utf8')).toBe('Test.');
  expect(existsSync(inRoot('coord/cli/dist/assets/migrations/meta/_journal.json'))).toBe(true);
});

test('a source, an asset or an entry that changed, came or went is built before the next run', () => {
  muster();
  write(
    'coord/agents/src/greet.ts',
    "export const greet = (words: string[]): string => ['second', ...words].join(' ');\n",
  );
  expect(muster().stdout).toBe('second writer\n');
  write('coord/agents/presets.yaml', 'editor');
  expect(muster().stdout).toBe('second editor\n');
  write('coord/agents/personas/writer.md', 'Write.');
  rmSync(inRoot('coord/agents/personas/qa.md'));
  muster();
  expect(existsSync(inRoot('coord/cli/dist/assets/agents/personas/writer.md'))).toBe(true);
  expect(existsSync(inRoot('coord/cli/dist/assets/agents/personas/qa.md'))).toBe(false);
  write('coord/cli/src/ca.ts', "console.log('ca');\n");
  expect(spawnSync(process.execPath, [bin('ca')], { encoding: 'utf8' }).stdout).toBe('ca\n');
});

test('sources that do not build are named, and the older bundle is not run in their place', () => {
  muster();
  write('coord/agents/src/greet.ts', 'export const greet = ;\n');
  const { status, stdout, stderr } = muster();
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(
    /^muster: .*building it failed\.\n.*\n?coord\/agents\/src\/greet\.ts:1:21: .+\n.*npm run build/,
  );
});

test('calls that build at the same time all run', async () => {
  const children = Array.from({ length: 4 }, () =>
    spawn(process.execPath, [bin('muster')], { stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  const outputs = await Promise.all(
    children.map(async (child) => {
      const chunks: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
      await once(child, 'close');
      return Buffer.concat(chunks).toString();
    }),
  );
  expect(outputs).toEqual(Array(4).fill('first writer\n'));
});

test('a published package runs its bundle without a builder', () => {
  muster();
  rmSync(inRoot('house'), { recursive: true });
  for (const folder of ['coord/cli/src', 'coord/agents', 'coord/store'])
    rmSync(inRoot(folder), { recursive: true });
  expect(muster('x')).toMatchObject({ status: 0, stdout: 'first x writer\n' });
});

test('an npm package that no workspace declares is refused, not bundled', () => {
  write('node_modules/stray/package.json', '{ "main": "index.js" }');
  write('node_modules/stray/index.js', 'module.exports = 1;');
  write(
    'coord/agents/src/greet.ts',
    "import stray from 'stray';\nexport const greet = (): unknown => stray;\n",
  );
  const { status, stderr } = muster();
  expect(status).toBe(1);
  expect(stderr).toContain('not declared: node_modules/stray/index.js');
});

test('a second version of a package inside a workspace is refused', () => {
  write(
    'coord/agents/package.json',
    '{ "name": "@musterhq/agents", "exports": { ".": "./src/index.ts" }, "dependencies": { "yaml": "1" } }',
  );
  write('coord/agents/node_modules/yaml/package.json', '{}');
  expect(muster().stderr).toContain(
    'expected one version of yaml, found a second one in coord/agents/node_modules',
  );
});
