import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '@musterhq/plan';
import { removePostgres } from '@musterhq/postgres';
import { findProcessesIn, type ProcessResult, runProcess } from '@musterhq/process';
import { type ModelStep, makeScriptedModel, type ScriptedModel } from '@musterhq/sandbox';
import { makeTemporaryFolder } from '@musterhq/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRunbook, type Runbook } from '../../src/index.ts';
import { findTestFence, realModules } from '../find-test-fence.ts';
import { until } from '../turn-fixture.ts';

/**
 * The drill with real coding agents in all four seats. The scripted model has each of them write what the drill's runbook writes
 * for its task: prepared modules with the tool that edits files, everything else with the commands of the runbook.
 */
const drill = place('../../../../drill');
const ownDocument = join(drill, 'MULTI_SESSION_COORDINATION.md');
const missionDocument = place('../../../../../shared/seed/MULTI_SESSION_COORDINATION.md');
const isMission = existsSync(missionDocument);
const document = isMission ? missionDocument : ownDocument;
const muster = place('../../../cli/bin/muster.js');

const seats = { 1: 'claude', 2: 'codex', 3: 'claude-acp', 4: 'codex-acp' } as const;
const isClaude = (task: string): boolean => /\.s[13]$/.test(task);

/** Ten turns of real agents beside the gates: 409 and 643 s on 2 cores that were busy with other work (2026-11-23). */
const longestMs = 30 * 60_000;
/** All events of a run are some hundred KB. */
const keepBytes = 16 * 1024 * 1024;

const folder = makeTemporaryFolder('mission');
const repo = join(folder.path, 'repository');
const home = join(folder.path, 'home');
const env: Record<string, string> = {
  // The drill's steps and gates call the hub of this installation.
  PATH: [
    join(realModules, '.bin'),
    place('../../../../node_modules/.bin'),
    join(process.execPath, '..'),
    process.env.PATH ?? '',
  ].join(':'),
  HOME: home,
  LANG: 'C.UTF-8',
  GIT_CONFIG_NOSYSTEM: '1',
  ANTHROPIC_API_KEY: 'not-a-key',
  OPENAI_API_KEY: 'not-a-key',
};

let model: ScriptedModel;
const fence = await findTestFence();

beforeAll(async () => {
  await mkdir(home, { recursive: true });
  const runbook = await readRunbook();
  const { plan } = compile(await readFile(document, 'utf8'));
  const steps = await stepsByTask(runbook);
  const titles = plan.tasks.map(({ id, label }) => ({ id, words: [`Task id: ${id}.`, `# Task ${label}\n`] }));
  const taskIn = (prompt: string) =>
    titles.find(({ words }) => words.some((one) => prompt.includes(one)))?.id;
  model = await makeScriptedModel({ stepsFor: (prompt) => steps.get(taskIn(prompt) ?? '') });
});
afterAll(async () => {
  await model.close();
  await removePostgres({ stateDir: join(repo, '.muster') });
  folder.remove();
});

const why = fence.kind === 'none' ? ` (skipped, no fence for their commands: ${fence.because})` : '';
const name = isMission ? "the mission's document" : "the drill's own document (the mission's is not here)";

describe.skipIf(fence.kind === 'none')(`${name}, with Claude Code and Codex in its four seats${why}`, () => {
  it(
    "leaves the drill's tree, hands over, and leaves nothing behind",
    async () => {
      await layRepository(repo);
      const startedAt = performance.now();
      const gates = ['--gates', join(drill, 'gates.yaml')];
      const ended = await command(
        repo,
        process.execPath,
        muster,
        'run',
        document,
        '--pace',
        'asap',
        ...gates,
      );
      expect(ended.exitCode, `${ended.stdout}\n${ended.stderr}`).toBe(0);
      const seconds = Math.round((performance.now() - startedAt) / 1_000);

      expect(await landedTree(repo)).toEqual(await drillTree());
      const events = await readEvents();
      const of = (kind: string) => events.filter((event) => event.kind === kind);
      const { plan } = compile(await readFile(document, 'utf8'));
      const accepted = of('handoff_accepted').map(({ data }) => data.handoff);
      expect(accepted.toSorted()).toEqual(plan.handoffs.map(({ id }) => id).toSorted());
      expect(of('handoff_refused')).toEqual([]);
      expect(of('fence_off')).toEqual([]);
      expect(of('turn_finished').map(({ data }) => data.kind)).toEqual(plan.tasks.map(() => 'finished'));

      await until('all processes have ended', () => findProcessesIn(folder.path).length === 0);
      expect(await git(repo, 'status', '--porcelain')).toBe('');
      for (const worktree of await worktrees()) expect(await git(worktree, 'status', '--porcelain')).toBe('');
      await git(repo, 'fsck', '--full', '--strict');

      const calls = model.requests.filter(({ kind }) => kind === 'turn').length;
      console.log(
        `${name}: exit 0 after ${seconds} s, ${of('turn_finished').length} turns, the last ${calls} calls of the model, ${accepted.length} handoffs accepted`,
      );
    },
    longestMs + 60_000,
  );
});

function place(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

async function command(cwd: string, program: string, ...args: string[]): Promise<ProcessResult> {
  return runProcess({ command: program, args, cwd, env, timeoutMs: longestMs, keepBytes, leftovers: 'keep' });
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const ended = await command(cwd, 'git', ...args);
  if (ended.exitCode !== 0) throw new Error(`git ${args.join(' ')}\n${ended.stdout}\n${ended.stderr}`);
  return ended.stdout.trim();
}

async function readRunbook(): Promise<Runbook> {
  const file = join(drill, 'runbook.yaml');
  const { runbook, diagnostics } = parseRunbook(await readFile(file, 'utf8'), 'runbook.yaml');
  if (runbook === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return runbook;
}

/** What the model says in the turn of each task. */
async function stepsByTask(runbook: Runbook): Promise<Map<string, ModelStep[]>> {
  const written = new Set<string>();
  const steps = new Map<string, ModelStep[]>();
  for (const [task, { entry }] of runbook.tasks) {
    const said: ModelStep[] = [];
    for (const { run } of entry.steps) {
      if (!run.startsWith('node tools/place.js ')) {
        said.push({ do: 'shell', command: run });
        continue;
      }
      for (const { path: file, text } of await preparedFiles(task)) {
        // Claude Code writes over no file that it has not read.
        if (isClaude(task) && written.has(file)) said.push({ do: 'read', path: file });
        said.push({ do: 'write', path: file, text });
        written.add(file);
      }
    }
    steps.set(task, [...said, { do: 'text', text: `${entry.commit ?? 'Done'}.` }]);
  }
  return steps;
}

async function preparedFiles(task: string): Promise<{ path: string; text: string }[]> {
  const from = join(drill, 'repository/tools/prepared', task);
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name !== 'integration.js')
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  return Promise.all(
    files.map(async (file) => ({
      path: file.slice(from.length + 1),
      text: await readFile(file, 'utf8'),
    })),
  );
}

/** The drill's repository with agents in its seats, as one commit. */
async function layRepository(dir: string): Promise<void> {
  await cp(join(drill, 'repository'), dir, { recursive: true });
  await mkdir(join(dir, 'muster'));
  await writeFile(join(dir, 'muster/config.yaml'), configuration());
  await git(dir, 'init', '--quiet', '--initial-branch', 'main');
  await git(dir, 'config', 'user.name', 'Drill');
  await git(dir, 'config', 'user.email', 'drill@muster.invalid');
  await git(dir, 'add', '--all');
  await git(dir, 'commit', '--quiet', '--message', 'Begin the drill');
}

/** Each client by itself and behind its adapter, all of them with the scripted model. */
function configuration(): string {
  const driver = (kind: string, profile: 'claude' | 'codex') => ({
    ...{ kind, profile, model: profile === 'claude' ? 'claude-scripted' : 'gpt-5.5' },
    endpoint: { url: model.url, key: profile === 'claude' ? 'ANTHROPIC_API_KEY' : 'OPENAI_API_KEY' },
  });
  return `${JSON.stringify(
    {
      driver: 'claude',
      drivers: {
        claude: driver('headless', 'claude'),
        'claude-acp': driver('acp', 'claude'),
        codex: driver('headless', 'codex'),
        'codex-acp': driver('acp', 'codex'),
      },
      sessions: Object.fromEntries(
        Object.entries(seats).map(([session, seat]) => [session, { driver: seat }]),
      ),
      fence: 'required',
      admission: { start: 4, stagger: '100ms', memory: '1MB' },
    },
    null,
    2,
  )}\n`;
}

/** Mode, content and name of every file on main but the document, in which statuses have been written. */
async function landedTree(dir: string): Promise<string[]> {
  const lines = (await git(dir, 'ls-tree', '-r', 'main')).split('\n');
  return lines.filter((line) => !line.endsWith('\tMULTI_SESSION_COORDINATION.md'));
}

/** The same of the drill: the runbook's steps one after the other in one folder, without any agent. */
async function drillTree(): Promise<string[]> {
  const dir = join(folder.path, 'drill');
  await layRepository(dir);
  for (const [task, { entry }] of (await readRunbook()).tasks) {
    for (const { run } of entry.steps) {
      const ended = await command(dir, 'sh', '-c', run);
      expect(ended.exitCode, `${task}, ${run}\n${ended.stdout}\n${ended.stderr}`).toBe(0);
    }
  }
  await git(dir, 'add', '--all');
  await git(dir, 'commit', '--quiet', '--message', 'Do the work');
  return landedTree(dir);
}

async function readEvents(): Promise<{ kind: string; data: Record<string, unknown> }[]> {
  const { stdout } = await command(repo, process.execPath, muster, 'log', '--json');
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

async function worktrees(): Promise<string[]> {
  const listed = await git(repo, 'worktree', 'list', '--porcelain');
  return [...listed.matchAll(/^worktree (.+)$/gm)].map(([, found]) => found!);
}
