import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { cleanTree, type Tree, writeTree } from './clean-tree.ts';

const run = fileURLToPath(new URL('../run.mjs', import.meta.url));
const roots: string[] = [];

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

/** Runs the real check as a process; `places` are its findings as `file:line rule`. */
function checkTree(tree: Tree): { exitCode: number | null; output: string; places: string[] } {
  const root = writeTree(tree);
  roots.push(root);
  const { status, stdout, stderr } = spawnSync(process.execPath, [run, 'src/boundaries.ts', root], {
    encoding: 'utf8',
  });
  const output = stdout + stderr;
  const places = output.split('\n').flatMap((line) => /^(\S+:\d+ [\w-]+): /.exec(line)?.[1] ?? []);
  return { exitCode: status, output, places };
}

/**
 * The planted files replace or join those of the clean tree. A line that breaks a rule ends in a comment with the rule's
 * name; `elsewhere` names the places where no comment can stand. Exactly those are found, and the check fails.
 */
function expectFound(planted: Tree, elsewhere: string[] = []): void {
  const marked = Object.entries(planted).flatMap(([file, text]) =>
    text.split('\n').flatMap((line, index) => {
      const rule = /\/\/ breaks ([\w-]+)$/.exec(line)?.[1];
      return rule === undefined ? [] : [`${file}:${index + 1} ${rule}`];
    }),
  );
  const { exitCode, places, output } = checkTree({ ...cleanTree, ...planted });
  expect(places.toSorted(), output).toEqual([...marked, ...elsewhere].toSorted());
  expect(marked.length + elsewhere.length).toBeGreaterThan(0);
  expect(exitCode).toBe(1);
  expect(output).toMatch(/\n {2}why: .+\n {2}do: {2}.+\n/);
}

const withDependencies = (file: string, ...names: string[]): Tree => {
  const manifest = JSON.parse(cleanTree[file] ?? '{}');
  for (const name of names) manifest.dependencies[name] = '*';
  return { [file]: JSON.stringify(manifest) };
};

test('a clean tree passes and the number of modules is printed', () => {
  const { exitCode, output } = checkTree(cleanTree);
  const modules = Object.keys(cleanTree).filter((file) => file.endsWith('.ts')).length;
  const packages = Object.keys(cleanTree).filter((file) => file.endsWith('/package.json')).length;
  expect(output).toBe(`${modules} modules of ${packages} packages read, 0 findings\n`);
  expect(exitCode).toBe(0);
});

test('a tree without modules fails', () => {
  const { exitCode, output } = checkTree({ 'package.json': '{"workspaces":["coord/*"]}' });
  expect(output).toContain('0 modules of 0 packages read');
  expect(output).toContain('nothing was checked');
  expect(exitCode).toBe(1);
});

test('[I1] coord and hub never import each other, by name, path, type, test or package.json', () => {
  expectFound(
    {
      ...withDependencies('coord/engine/package.json', '@musterhq/rules'),
      'coord/engine/src/plan-post.ts': `import { nextSend } from '@musterhq/rules'; // breaks I1

export const planPost = nextSend;
export type Later = import('@musterhq/rules').Later; // breaks I1
`,
      'hub/rules/test/plan.test.ts':
        "const { addDays } = await import('../../../coord/plan/src/add-days.ts'); // breaks I1\n",
    },
    ['coord/engine/package.json:1 I1', 'hub/rules/test/plan.test.ts:1 door'],
  );
});

test('[I2] a pure package reads no clock, randomness, environment, zone or language, and does no I/O', () => {
  expectFound(
    {
      ...withDependencies('coord/plan/package.json', 'yaml', 'execa', 'temporal-polyfill'),
      'coord/plan/src/clock.ts': `import { Temporal } from 'temporal-polyfill';

export const now = Date.now(); // breaks I2
export const today = new Date(); // breaks I2
export const spread = (parts: []): Date => new Date(...parts); // breaks I2
export const text = Date(); // breaks I2
export const Clock = Date; // breaks I2
export const ticks = performance.now(); // breaks I2
export const later = (then: () => void): unknown => setTimeout(then, 1); // breaks I2
export const instant = Temporal.Now.instant(); // breaks I2
export const fine = [new Date(0), Date.UTC(2026, 1), Date.parse('2026-11-22'), now instanceof Date];
`,
      'coord/plan/src/random.ts': `import { randomUUID } from 'node:crypto'; // breaks I2

export const a = Math.random(); // breaks I2
export const b = Math['random'](); // breaks I2
export const { random } = Math; // breaks I2
export const c = crypto.randomUUID() + randomUUID(); // breaks I2
export const fine = Math.max(1, 2);
`,
      'hub/rules/src/zone.ts': `export const hour = (at: Date): number => at.getHours(); // breaks I2
export const offset = (at: Date): number => at.getTimezoneOffset(); // breaks I2
export const order = (a: string, b: string): number => a.localeCompare(b); // breaks I2
export const format = new Intl.NumberFormat(); // breaks I2
export const fine = (a: string, b: string): unknown => [a.localeCompare(b, 'en'), new Intl.NumberFormat('en')];
`,
      'hub/rules/src/outside.ts': `import { readFileSync } from 'node:fs'; // breaks I2
import { execa } from 'execa'; // breaks I2

export const text = readFileSync('a', 'utf8') + execa;
export const shell = process.title; // breaks I2
export const hidden = globalThis; // breaks I2
export const evaluated = new Function('return 1'); // breaks I2
export const reached = [].constructor; // breaks I2
export const here = import.meta.url; // breaks I2
export const printed = (line: string): void => console.log(line); // breaks I2
export const fine = (process: { pid: number }): number => process.pid;
`,
      ...withDependencies('hub/rules/package.json', 'execa'),
      'hub/rules/src/next-send.test.ts': 'export const now = Date.now();\n',
      // Each of these is also a finding of the rule that governs the rim.
    },
    ['hub/rules/src/outside.ts:2 I5', 'hub/rules/src/outside.ts:6 I6'],
  );
});

test('[I3] DBOS is imported only where workflows live or are started', () => {
  expectFound(
    {
      ...withDependencies('coord/store/package.json', '@dbos-inc/drizzle-datasource'),
      'coord/store/src/data-source.ts':
        "export { DrizzleDataSource } from '@dbos-inc/drizzle-datasource'; // breaks I3\n",
      ...withDependencies('coord/cli/package.json', '@dbos-inc/dbos-sdk'),
      'coord/cli/src/launch.ts': "export { DBOS } from '@dbos-inc/dbos-sdk';\n",
    },
    ['coord/store/package.json:1 I3'],
  );
});

test('[I4] SQL stands only in the store packages', () => {
  expectFound(
    {
      ...withDependencies('coord/engine/package.json', 'drizzle-orm', 'pg'),
      'coord/engine/src/ask.ts': `import { eq } from 'drizzle-orm'; // breaks I4
import type { Pool } from 'pg';

export const ask = (pool: Pool): unknown => pool.query('select 1'); // breaks I4
export const count = 'SELECT count(*) FROM runs'; // breaks I4
export const add = (run: string): string => \`insert into runs (id) values ('\${run}')\`; // breaks I4
export const change = \`
  update muster.runs set state = 'stopped' where id = $1\`; // not reached by a comment
export const built = { sql: String.raw }.sql\`where \${eq}\`; // breaks I4
export const prose = ['Select a session from the list', 'update the plan', 'with care as a rule', 'delete from the page', 'commit'];
`,
      'coord/engine/test/ask.test.ts':
        "export const rows = (pool: { query(text: string): unknown }): unknown => pool.query('select 1');\n",
    },
    ['coord/engine/src/ask.ts:7 I4'],
  );
});

test('[I5] processes start and the network is reached only at the rim, and a product has one outbound module', () => {
  expectFound(
    {
      ...withDependencies('coord/engine/package.json', '@musterhq/process'),
      'coord/engine/src/spawns.ts': `import { spawn } from 'node:child_process'; // breaks I5
import { isAlive, runProcess } from '@musterhq/process'; // breaks I5

export const all = [spawn, isAlive, runProcess];
`,
      'coord/engine/src/looks.ts': "export { isAlive } from '@musterhq/process';\n",
      'coord/engine/src/calls.ts': `import { request } from 'node:https'; // breaks I5

export const all = [request, fetch('https://example.org')]; // breaks I5
`,
      'coord/engine/src/outbound.ts':
        "export const post = (url: string): Promise<Response> => fetch(url, { method: 'POST' });\n",
      'coord/store/src/outbound.ts': 'export const get = (url: string): Promise<Response> => fetch(url);\n',
    },
    ['coord/store/src/outbound.ts:1 I5'],
  );
});

test('[I6] the environment is read only in composition roots', () => {
  expectFound({
    'coord/engine/src/settings.ts': `import { env } from 'node:process'; // breaks I6

export const a = process.env.HOME ?? env.HOME; // breaks I6
export const b = process['env']; // breaks I6
export const { env: c } = process; // breaks I6
export const d = (globalThis as { process?: unknown }).process; // breaks I6
export const e = (process as unknown as { env: unknown }).env; // breaks I6
export const f = import.meta.env; // breaks I6
export const fine = [process.pid, process.argv];
`,
    'coord/engine/test/settings.test.ts': 'export const home = process.env.HOME;\n',
  });
});

test('[I7] an interface has two implementations, a conformance suite, and a test that runs it', () => {
  expectFound({
    'coord/git/src/remote.ts': `export interface Remote { // breaks I7
  push(): void;
}

export class Origin implements Remote {
  push(): void {}
}
`,
    'coord/git/src/index.ts':
      "export { readHead } from './read-head.ts';\nexport type { Clock } from './clock.ts';\n",
    'coord/git/src/clock.ts': `interface Clock { // breaks I7
  now(): number;
}

export const stopped: Clock = { now: () => 0 };
export const makeClock = (): Clock => ({ now: () => 1 });
export type { Clock };
`,
    'coord/store/src/saver.ts': `export interface Saver { // breaks I7
  save(): void;
}

export const first = { save: () => undefined } satisfies Saver;
export const second: Saver = { save: () => undefined };
export function saverConformance(saver: Saver): void {
  saver.save();
}
`,
  });
});

test('[I8] a schema has its inferred type and no plain twin', () => {
  expectFound({
    'coord/agents/src/outcome.ts': `import { z } from 'zod';

export const outcomeSchema = z.object({ code: z.int(), detail: z.string(), at: z.string() }).strict(); // breaks I8
export const parsed = z.array(z.string()).parse('a value is no schema');
export const durationSchema = z.string().regex(/s$/);
export type Outcome = { // breaks I8
  code: number;
  detail: string;
  at: string;
};
const pair = z.object({ a: z.int(), b: z.int() });
export type Point = { a: number; b: number };
export const points = [pair];
`,
    'coord/plan/src/task-order.ts': `export type TaskOrder = { // breaks I8
  brief: string;
  session: number;
  task: string;
};
`,
  });
});

test('[direction] imports run from the rim to the centre', () => {
  expectFound({
    ...withDependencies('coord/plan/package.json', '@musterhq/store', '@musterhq/process'),
    'coord/plan/src/reads.ts': `import { findRun } from '@musterhq/store'; // breaks direction
import { isAlive } from '@musterhq/process'; // breaks direction

export const all = [findRun, isAlive];
`,
    ...withDependencies('base/postgres/package.json', '@musterhq/store', 'pg'),
    'base/postgres/src/reads.ts': "export type { Run } from '@musterhq/store'; // breaks direction\n",
    ...withDependencies('coord/engine/package.json', '@musterhq/testing'),
    'coord/engine/src/testing.ts': "export { makeDatabase } from '@musterhq/testing'; // breaks direction\n",
    'coord/engine/test/run.test.ts': "export { makeDatabase } from '@musterhq/testing';\n",
    'hub/extra/package.json': '{"name":"@musterhq/extra","dependencies":{"@musterhq/rules":"*"}}',
    'hub/extra/src/uses.ts': "export { nextSend } from '@musterhq/rules'; // breaks direction\n",
  });
});

test('[door] a package has one door, which holds nothing but named exports', () => {
  expectFound({
    'coord/engine/src/deep.ts': `export { addDays } from '@musterhq/plan/src/add-days.ts'; // breaks door
export { findRun } from '../../store/src/runs.ts'; // breaks door
export { startRun } from './index.ts'; // breaks door
`,
    'coord/git/src/index.ts': `export * from './read-head.ts'; // breaks door
export const version = 1; // breaks door
export type * from './read-head.ts';
`,
    'coord/agents/src/suite.ts':
      "export { driverConformance } from './driver-conformance.ts'; // breaks door\n",
  });
});

test('[dependencies] what a module imports is declared', () => {
  expectFound({
    'coord/engine/src/undeclared.ts': `import { readHead } from '@musterhq/git'; // breaks dependencies
import pc from 'picocolors'; // breaks dependencies
import { expect } from 'vitest'; // breaks dependencies

export const all = [readHead, pc, expect];
`,
    'coord/engine/test/declared.test.ts': "export { expect } from 'vitest';\n",
  });
});

test('[names] packages are one plain word and files are kebab-case', () => {
  expectFound(
    {
      'base/utils/package.json': '{"name":"@musterhq/utils"}',
      'coord/git/src/readHead.ts': 'export const a = 1;\n',
      'coord/git/src/helpers.ts': 'export const b = 1;\n',
    },
    [
      'base/utils/package.json:1 names',
      'coord/git/src/readHead.ts:1 names',
      'coord/git/src/helpers.ts:1 names',
    ],
  );
});

test('[syntax, emoji, leftover] sources parse, hold no emoji, and leave no work in comments', () => {
  expectFound(
    {
      'coord/git/src/broken.ts': 'export const = 1;\n',
      'coord/git/src/party.ts':
        "export const done = '\u{1F389}'; // breaks emoji\nexport const todo = 'TODO';\n",
      'coord/git/src/later.ts': 'export const a = 1; // TODO: think\n',
      'coord/git/test/quote.test.ts': "export const heading = '\u{1F389} Launch';\n",
    },
    ['coord/git/src/broken.ts:1 syntax', 'coord/git/src/later.ts:1 leftover'],
  );
});

test('every folder and every kind of source file is read', () => {
  const { places } = checkTree({
    ...cleanTree,
    [join('coord', 'store', 'src', 'deep', 'down', 'here.tsx')]: 'export const a = process.env;\n',
    'coord/store/scripts/tool.mjs': 'export const a = process.env;\n',
  });
  expect(places).toEqual(['coord/store/scripts/tool.mjs:1 I6', 'coord/store/src/deep/down/here.tsx:1 I6']);
});
