import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRepository } from '@musterhq/git';
import type { Plan } from '@musterhq/plan';
import { makePool, readMigrations, runMigrations } from '@musterhq/postgres';
import {
  insertGateDecision,
  insertRun,
  makeStore,
  readEvents,
  readGateResults,
  takeRun,
} from '@musterhq/store';
import { makeTemporaryRepository, makeTestDatabase } from '@musterhq/testing';
import { configurationSchema } from '../../src/configuration.ts';
import type { Context } from '../../src/context.ts';
import { checkBindings } from '../../src/gates/check-bindings.ts';
import { gateBindingsSchema } from '../../src/gates/gate-bindings.ts';
import { definitionHash } from '../../src/gates/gate-environment.ts';
import { makeGateRoom } from '../../src/gates/gate-room.ts';
import { type GateOrder, runGates } from '../../src/gates/run-gates.ts';
import { readYaml } from '../../src/read-yaml.ts';
import { planOf } from '../make-facts.ts';

const migrations = readMigrations(fileURLToPath(new URL('../../../store/migrations', import.meta.url)));

async function migrate(url: string): Promise<void> {
  const pool = makePool(url, { applicationName: 'gates-template', max: 1 });
  await runMigrations(pool, { schema: 'muster_migrations', migrations }).finally(() => pool.end());
}

export type GateWorld = Awaited<ReturnType<typeof makeGateWorld>>;

/** A repository, a store with a run, and a coordinator's context to run real gates with. */
export async function makeGateWorld(files: Record<string, string> = {}) {
  const database = await makeTestDatabase({ template: 'coord-gates', migrate });
  const pool = makePool(database.url, { applicationName: 'gates-test', max: 6 });
  const store = makeStore(pool);
  const given = await makeTemporaryRepository({ files: { 'PLAN.md': '# Plan\n', ...files } });
  const repo = await openRepository({ dir: given.dir, env: given.env });
  const stateDir = join(given.dir, '.muster');
  mkdirSync(stateDir);
  writeFileSync(join(given.dir, '.git', 'info', 'exclude'), '/.muster/\n');
  let runs = 0;

  const beginRun = async () => {
    runs += 1;
    await store.database.execute(
      "update muster.runs set state = 'abandoned', finished_at = now() where finished_at is null",
    );
    const startedAt = new Date();
    const order = { documentPath: 'PLAN.md', options: {}, planStart: '2026-11-23', startedAt };
    await insertRun(store, { id: `r${runs}`, ...order });
    return takeRun(store, `r${runs}`, { pid: 1, startedAt: 'boot', host: 'here' });
  };

  return {
    dir: given.dir,
    stateDir,
    store,
    git: given.git,
    /** Where gates leave marks for the test; no gate's worktree. */
    notes: (name: string): string[] => {
      const file = join(dirname(given.dir), name);
      return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    },
    noteFile: (name: string) => join(dirname(given.dir), name),
    async commit(changes: Record<string, string>): Promise<string> {
      for (const [path, text] of Object.entries(changes)) {
        mkdirSync(dirname(join(given.dir, path)), { recursive: true });
        writeFileSync(join(given.dir, path), text);
      }
      await given.git('add', '--all');
      await given.git('commit', '--quiet', '--allow-empty', '--message', 'Change');
      return given.git('rev-parse', 'HEAD');
    },
    /** A coordinator that has just been started, with the bindings of this text, in a run of its own. */
    async open(
      gates: string,
      parts: { variables?: Record<string, string>; parallel?: number; plan?: Plan } = {},
    ) {
      const fence = await beginRun();
      const plan = parts.plan ?? planOf({ '1-2': { 2: '' } });
      const bindings = readYaml(gates, 'gates.yaml', gateBindingsSchema);
      checkBindings(bindings, plan, 'gates.yaml');
      const configuration = configurationSchema.parse({});
      // What gates do not use is not there: they would fail the test by it.
      const context = {
        ...{ store, fence, repo, stateDir, bindings, configuration },
        ...{ documentPath: 'PLAN.md', live: { plan, text: '' } },
        childEnv: { PATH: given.env.PATH!, HOME: given.env.HOME!, LC_ALL: 'C.UTF-8', USER: 'tester' },
        variables: parts.variables ?? {},
        room: makeGateRoom({ stateDir, parallel: parts.parallel ?? 2 }),
        stopping: new AbortController(),
      } as Partial<Context> as Context;
      return {
        context,
        fence,
        run: (order: Omit<GateOrder, 'subject'>) =>
          runGates(context, { subject: { subject: 'test' }, ...order }),
        /** The verdicts of an order that was not canceled. */
        async judge(commit: string, gates: string[], more: Partial<GateOrder> = {}) {
          const judged = await runGates(context, { commit, gates, subject: { subject: 'test' }, ...more });
          if (judged.kind === 'canceled') throw new Error('the gates were canceled');
          return judged.verdicts;
        },
        /** Of the gate as it is bound here. */
        decide: (decision: Omit<Parameters<typeof insertGateDecision>[2], 'definition'>) =>
          insertGateDecision(store, fence.run, {
            ...decision,
            definition: definitionHash(context.bindings.gates[decision.gate]!),
          }),
        results: () => readGateResults(store.database, fence.run),
        events: () => readEvents(store.database, fence.run),
      };
    },
    async close() {
      await pool.end();
      await database.remove();
      given.remove();
    },
  };
}
