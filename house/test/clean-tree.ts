import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** File paths of a small repository with their text. */
export type Tree = Record<string, string>;

const manifest = (name: string, dependencies: string[] = []): string =>
  `${JSON.stringify({
    name: `@musterhq/${name}`,
    type: 'module',
    exports: { '.': './src/index.ts' },
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '*'])),
  })}\n`;

/** A repository with the layout of the real one, a file or two in each package, in which every rule is kept. */
export const cleanTree: Tree = {
  'package.json': `${JSON.stringify({
    name: 'muster',
    private: true,
    type: 'module',
    workspaces: ['coord/*', 'hub/*', 'base/*'],
    devDependencies: { vitest: '*', '@types/node': '*', '@musterhq/testing': '*' },
  })}\n`,
  'coord/plan/package.json': manifest('plan', ['yaml', 'zod']),
  'coord/plan/src/index.ts': "export { addDays } from './add-days.ts';\n",
  'coord/plan/src/add-days.ts': `/** Days after an instant that is handed in. */
export function addDays(from: Date, days: number): Date {
  return new Date(Math.round(from.getTime()) + days * 86_400_000);
}
`,
  'coord/git/package.json': manifest('git', ['@musterhq/process']),
  'coord/git/src/index.ts': "export { readHead } from './read-head.ts';\n",
  'coord/git/src/read-head.ts': `import { runProcess } from '@musterhq/process';

export const readHead = (): Promise<number> => runProcess('git rev-parse HEAD');
`,
  'coord/agents/package.json': manifest('agents', ['@musterhq/plan', 'zod']).replace(
    '"./src/index.ts"',
    '"./src/index.ts","./conformance":"./src/driver-conformance.ts"',
  ),
  'coord/agents/src/index.ts': `export type { AgentDriver } from './agent-driver.ts';
export { quiet } from './quiet.ts';
export { makeLoud } from './loud.ts';
export { type Order, orderSchema } from './order.ts';
`,
  'coord/agents/src/agent-driver.ts': 'export interface AgentDriver {\n  turn(): Promise<void>;\n}\n',
  'coord/agents/src/quiet.ts': `import type { AgentDriver } from './agent-driver.ts';

export const quiet: AgentDriver = { turn: async () => undefined };
`,
  'coord/agents/src/loud.ts': `import type { AgentDriver } from './agent-driver.ts';

export function makeLoud(): AgentDriver {
  return { turn: async () => console.log('turn') };
}
`,
  'coord/agents/src/order.ts': `import { z } from 'zod';

export const orderSchema = z.object({ task: z.string(), session: z.int(), brief: z.string() });
export type Order = z.infer<typeof orderSchema>;
`,
  'coord/agents/src/driver-conformance.ts': `import { expect, test } from 'vitest';
import type { AgentDriver } from './agent-driver.ts';

export function driverConformance(driver: AgentDriver): void {
  test('a turn ends', () => expect(driver.turn()).resolves.toBeUndefined());
}
`,
  'coord/agents/test/drivers.test.ts': `import { driverConformance } from '@musterhq/agents/conformance';
import { quiet } from '../src/quiet.ts';
import { makeLoud } from '../src/loud.ts';

driverConformance(quiet);
driverConformance(makeLoud());
`,
  'coord/store/package.json': manifest('store', ['@musterhq/postgres', 'drizzle-orm']),
  'coord/store/src/index.ts': "export { findRun } from './runs.ts';\n",
  'coord/store/src/runs.ts': `import { sql } from 'drizzle-orm';

export const findRun = sql\`select id from runs\`;
`,
  'coord/engine/package.json': manifest('engine', [
    '@musterhq/store',
    '@musterhq/plan',
    '@dbos-inc/dbos-sdk',
  ]),
  'coord/engine/src/index.ts': "export { startRun } from './start-run.ts';\n",
  'coord/engine/src/start-run.ts': `import { DBOS } from '@dbos-inc/dbos-sdk';
import { addDays } from '@musterhq/plan';

/** Select a run from the list and update what is set in it. */
export const startRun = (now: Date): unknown => [DBOS, addDays(now, 1), process.pid, 'Select one from the list'];
`,
  'coord/cli/package.json': manifest('muster', ['@musterhq/engine']),
  'coord/cli/src/muster.ts': `import { startRun } from '@musterhq/engine';

startRun(new Date());
console.log(process.env.HOME);
`,
  'hub/rules/package.json': manifest('rules', ['zod']),
  'hub/rules/src/index.ts': "export { nextSend } from './next-send.ts';\n",
  'hub/rules/src/next-send.ts': `/** The local \`process\` and \`crypto\` are values like any other. */
export const nextSend = (process: { env: string }, crypto: number): string => process.env + crypto;
`,
  'hub/channels/package.json': manifest('channels', ['@musterhq/rules']),
  'hub/channels/src/index.ts': "export { publish } from './publish.ts';\n",
  'hub/channels/src/publish.ts': 'export const publish = (url: string): Promise<Response> => fetch(url);\n',
  'base/process/package.json': manifest('process'),
  'base/process/src/index.ts': "export { runProcess, isAlive } from './run-process.ts';\n",
  'base/process/src/run-process.ts': `import { spawn } from 'node:child_process';

export const isAlive = (pid: number): boolean => pid > 0;
export const runProcess = async (command: string): Promise<number> => spawn(command).pid ?? 0;
`,
  'base/postgres/package.json': manifest('postgres', ['pg']),
  'base/postgres/src/index.ts': "export { createDatabase } from './create-database.ts';\n",
  'base/postgres/src/create-database.ts': `import pg from 'pg';

export const createDatabase = (name: string): unknown => new pg.Client().query(\`CREATE DATABASE \${name}\`);
`,
  'base/testing/package.json': manifest('testing', ['@musterhq/postgres']),
  'base/testing/src/index.ts': "export { makeDatabase } from './make-database.ts';\n",
  'base/testing/src/make-database.ts': `import { createDatabase } from '@musterhq/postgres';

export const makeDatabase = (): unknown => createDatabase(\`test_\${process.env.VITEST_WORKER_ID}\`);
`,
};

/** Writes a tree to a folder of its own and returns the folder. */
export function writeTree(tree: Tree): string {
  const root = mkdtempSync(join(tmpdir(), 'muster-house-'));
  for (const [file, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}
