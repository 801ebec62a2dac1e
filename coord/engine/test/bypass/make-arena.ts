import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  awaitTurn,
  type FenceFound,
  fenceFor,
  policyFileOf,
  publishPolicy,
  startTurn,
} from '@musterhq/agents';
import { changedPaths, ensureWorktree, moveRef, openRepository } from '@musterhq/git';
import { makePool, readMigrations, runMigrations } from '@musterhq/postgres';
import { fakeAcpAgentEntry, makeScriptedModel } from '@musterhq/sandbox';
import {
  blockAttempt,
  endTurn,
  insertAttempt,
  insertRun,
  insertTurn,
  makeStore,
  setBase,
  takeRun,
} from '@musterhq/store';
import { makeTemporaryFolder, makeTemporaryRepository, makeTestDatabase } from '@musterhq/testing';
import { buildSync } from 'esbuild';
import { configurationSchema } from '../../src/configuration.ts';
import type { Context } from '../../src/context.ts';
import { EngineError } from '../../src/engine-error.ts';
import { assemblePolicy } from '../../src/fence/assemble-policy.ts';
import { checkAfterTurn } from '../../src/fence/check-after-turn.ts';
import { identityEnv } from '../../src/fence/identity-env.ts';
import { noteBeforeTurn } from '../../src/fence/note-before-turn.ts';
import { judgeWork } from '../../src/judge-work.ts';
import { findUnlanded } from '../../src/landing/find-unlanded.ts';
import { foreignPaths } from '../../src/ownership.ts';
import { tokenOf } from '../../src/require-proof.ts';
import { seatOf } from '../../src/seat.ts';
import type { PreparedTurn } from '../../src/turn.ts';
import { workOf } from '../../src/work.ts';
import { planOf } from '../make-facts.ts';
import { type Attack, mark } from './attack.ts';
import { type Attacker, ownWork, type WriteTime } from './attacker.ts';

const plan = planOf(
  { '1-2': { 1: '', 2: '', 3: '' } },
  `
\`\`\`yaml
Session_State: "/PLAN.md (this file)"
Content: "/content/ (Session 2 primary, others read-only)"
API: "/src/ (Session 3 primary, others reference)"
\`\`\`
`,
);
const work = workOf(plan, []).find(({ session }) => session === 2)!;
const migrations = readMigrations(fileURLToPath(new URL('../../../store/migrations', import.meta.url)));
const path = process.env.PATH ?? '';

/** What one run of an attack came to. `ran`: what the agent's turn ended with, for a cell that surprises. */
type AttackEnd =
  | { kind: 'not_possible'; because: string }
  | {
      kind: 'ran';
      ran: string;
      hasWorked: boolean;
      /** We were asked and said no: whatever else stopped it was the agent itself. */
      isDenied: boolean;
      /** Absent where the run was not taken so far. */
      after?: {
        foreignLanded: string[];
        /** Paths that came onto the branch past the landing: they hold main back. */
        held: string[];
        verdict: string;
        isPutBack: boolean;
        told: string;
      };
    };

export type Arena = {
  run(
    attacker: Attacker,
    attack: Attack,
    layers: { writeTime: WriteTime; fence: FenceFound; isTakenOn: boolean },
  ): Promise<AttackEnd>;
  close(): Promise<void>;
};

/** A store, a model and bundled programs that all runs share; each run has a repository of its own. */
export async function makeArena(): Promise<Arena> {
  const folder = makeTemporaryFolder('bypass');
  const bundle = (entry: string, name: string): string => {
    const outfile = join(folder.path, `${name}.mjs`);
    const js = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
    buildSync({
      ...{ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node20' },
      ...{ banner: { js }, logLevel: 'warning' },
    });
    return outfile;
  };
  const host = bundle(
    fileURLToPath(new URL('../../../agents/src/turn-host-entry.ts', import.meta.url)),
    'host',
  );
  const fakeAgent = bundle(fakeAcpAgentEntry, 'fake-agent');
  const model = await makeScriptedModel();
  const migrate = async (url: string) => {
    const pool = makePool(url, { applicationName: 'bypass-template', max: 1 });
    await runMigrations(pool, { schema: 'muster_migrations', migrations }).finally(() => pool.end());
  };
  const database = await makeTestDatabase({ template: 'coord-bypass', migrate });
  const pool = makePool(database.url, { applicationName: 'bypass', max: 4 });
  const store = makeStore(pool);
  const startedAt = new Date();
  await insertRun(store, {
    id: 'r1',
    documentPath: 'PLAN.md',
    options: {},
    planStart: '2026-11-23',
    startedAt,
  });
  const fence = await takeRun(store, 'r1', { pid: 1, startedAt: 'boot', host: 'here' });
  let runs = 0;

  return {
    async run(attacker, attack, layers) {
      runs += 1;
      const number = runs;
      const given = await makeTemporaryRepository({
        files: {
          ...{ 'PLAN.md': '# Plan\n', 'content/a.md': 'a\n', 'content/b.md': 'b\n', 'src/b.js': 'b\n' },
          '.gitignore': '.muster/\n',
        },
      });
      try {
        await given.git('checkout', '--quiet', '-b', 'foreign');
        writeFileSync(join(given.dir, 'src/b.js'), `${mark}\n`);
        await given.git('commit', '--quiet', '--all', '--message', 'Foreign');
        await given.git('checkout', '--quiet', 'main');
        await given.git('branch', 'integration/daily');
        const repo = await openRepository({ dir: given.dir, env: given.env });
        const stateDir = join(repo.dir, '.muster');
        const context = {
          ...{ store, fence, repo, stateDir, live: { plan, text: '' }, documentPath: 'PLAN.md' },
          ...{ main: 'main', integration: 'integration/daily', clock: { now: () => Date.now() } },
          configuration: configurationSchema.parse({}),
        } as unknown as Context;
        const start = await given.git('rev-parse', 'main');
        for (const session of [2, 3]) {
          const { worktree, branch } = seatOf(plan, stateDir, session);
          await ensureWorktree(repo, {
            path: worktree,
            branch,
            startPoint: start,
            token: tokenOf(context, session),
          });
        }
        const seat = seatOf(plan, stateDir, 2);
        const home = join(stateDir, 'homes', 'session-2');
        mkdirSync(home, { recursive: true });
        const site = { repo: repo.dir, worktree: seat.worktree, sibling: seatOf(plan, stateDir, 3).worktree };
        const turn = `r1.bypass.t${number}`;
        const turnFolder = join(stateDir, 'turns', turn);
        mkdirSync(turnFolder, { recursive: true });
        const policy = assemblePolicy(plan, work, { grants: [], document: 'PLAN.md' });
        // Off: whoever asks is told that all of the worktree is the session's own.
        const open = { ...policy, master: policy.session, resources: [] };
        publishPolicy(policyFileOf(turnFolder), layers.writeTime === 'on' ? policy : open);
        try {
          const tools = { home, fakeAgent, modelUrl: model.url };
          const attempt = attacker.prepare(attack, site, tools, layers.writeTime);
          if (attempt.kind === 'not_possible') return attempt;
          const spec = fenceFor(layers.fence, {
            worktree: seat.worktree,
            ownFolders: [home],
            readable: [repo.dir, folder.path],
            hidden: [stateDir],
            personHome: given.env.HOME ?? '/',
          });
          const key = { task: work.id, attempt: number, session: 2 };
          await insertAttempt(store, fence, key, {});
          await setBase(store, fence, key, start);
          await insertTurn(store, fence, key, { id: turn, number: 1, driver: attempt.driver });
          await noteBeforeTurn(context, { turn, session: 2, isFenced: spec.kind !== 'off' });
          const brief = join(stateDir, 'brief.md');
          writeFileSync(brief, attempt.brief);
          const env = {
            PATH: path,
            HOME: home,
            LANG: 'C.UTF-8',
            AGENT_KEY: 'dummy',
            ...identityEnv(seat.author),
          };
          await startTurn({
            stateDir,
            node: process.execPath,
            hostScript: host,
            order: {
              ...{
                id: turn,
                run: 'r1',
                task: work.id,
                session: 2,
                attempt: 1,
                turn: 1,
                driver: attempt.driver,
              },
              ...{
                worktree: seat.worktree,
                brief,
                agents: [],
                env,
                timeoutMs: 120_000,
                options: attempt.options,
              },
              fence: spec,
            },
          });
          const outcome = await awaitTurn({ stateDir, turn });
          await endTurn(store, fence, key, { id: turn, number: 1 }, outcome);
          const log = join(turnFolder, 'log');
          // A turn that was refused before it began has none.
          const said = existsSync(log) ? readFileSync(log, 'utf8').slice(-2_000) : '';
          const ran = `${JSON.stringify(outcome)}\n${said}`;
          const hasWorked = attack.hasWorked(site);
          const isDenied = readFileSync(join(turnFolder, 'events.jsonl'), 'utf8').includes(
            '"decision":"denied"',
          );
          // Otherwise nothing was attacked, and nothing is shown by it.
          if (!existsSync(join(seat.worktree, ownWork)))
            throw new Error(`the agent did not work at all:\n${ran}`);
          if (!layers.isTakenOn) return { kind: 'ran', ran, hasWorked, isDenied };
          const order = { task: work.id, session: 2, attempt: number, turn: 1, by: 'driver' as const };
          // As if the turn had ended well: the landing must hold whatever an agent says of itself.
          const prepared = { id: turn, base: start, root: start } as PreparedTurn;
          const before = await given.git('rev-parse', 'integration/daily');
          const held = (await findUnlanded(context, before)).flatMap(({ paths }) => paths);
          // The landing by itself: without the note, judging the work does not look beside it.
          const note = join(turnFolder, 'before.json');
          renameSync(note, `${note}.aside`);
          const verdict = await judgeWork(context, order, prepared, {
            kind: 'finished',
            artifacts: [],
          }).catch((error: unknown) => {
            if (error instanceof EngineError) return { kind: 'blocked' as const, reason: error.message };
            throw error;
          });
          if (verdict.kind === 'submitted')
            await moveRef(repo, 'refs/heads/integration/daily', verdict.commit, before, 'muster: integrate');
          const landed = await changedPaths(repo, before, await given.git('rev-parse', 'integration/daily'));
          const foreignLanded = foreignPaths(plan, work, landed, []).map((one) => one.path);
          renameSync(`${note}.aside`, note);
          const checked = await checkAfterTurn(context, { turn, session: 2, task: work.id });
          const isPutBack = hasWorked && !attack.hasWorked(site);
          const told = checked.kind === 'clean' ? '' : checked.words;
          const words = `${verdict.kind}${'feedback' in verdict ? `: ${verdict.feedback.split('\n')[0]}` : ''}`;
          return {
            kind: 'ran',
            ran,
            hasWorked,
            isDenied,
            after: { foreignLanded, held, verdict: words, isPutBack, told },
          };
        } finally {
          await blockAttempt(store, fence, { task: work.id, attempt: number, session: 2 }, 'over', {});
        }
      } finally {
        given.remove();
      }
    },
    async close() {
      await model.close();
      await pool.end();
      await database.remove();
      folder.remove();
    },
  };
}
