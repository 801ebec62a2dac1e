import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReuseView } from '@musterhq/engine';
import { type AgentScript, fakeAcpAgentEntry, writeAgentScript } from '@musterhq/sandbox';
import { makeTemporaryFolder, makeTestDatabase, type TestDatabase } from '@musterhq/testing';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProject, type Project } from './make-project.ts';
import type { Ended } from './start-program.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await makeTestDatabase();
});
afterAll(() => database.remove());

const configuration = (command: string[]) => `driver: fake
fence: off
drivers:
  fake: { kind: acp, profile: generic, command: [${command.join(', ')}], env: [FAKE_ACP_SCRIPT], account: team }
admission: { start: 8, stagger: 10ms, memory: 1MB }
`;

/** A fake coding agent in a file; answers the file. */
function layAgent(folder: string): string {
  const agent = join(folder, 'agent.mjs');
  const require =
    "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  buildSync({
    entryPoints: [fakeAcpAgentEntry],
    outfile: agent,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: require },
  });
  return agent;
}

/** The garden guide with a fake coding agent in every seat, which does what `turns` say of each task. */
async function makeRun(
  turns: AgentScript['turns'],
  more: Partial<AgentScript> = {},
  command?: string[],
): Promise<{ project: Project; run: () => Promise<Ended> }> {
  const project = await makeProject(database, { files: { 'muster/runbook.yaml': null } });
  project.write('muster/config.yaml', configuration(command ?? [process.execPath, layAgent(project.home)]));
  await project.git('add', '-A');
  await project.git('commit', '--quiet', '-m', 'Have agents do the work');
  const script = writeAgentScript(join(project.home, 'agent.json'), { turns, ...more });
  const env = { FAKE_ACP_SCRIPT: script };
  const run = () => project.start(['run', 'PLAN.md'], { env, longestMs: 180_000 }).ended;
  return { project, run };
}

type Steps = AgentScript['turns'][number]['steps'];
const task = (id: string, steps: Steps): AgentScript['turns'][number] => ({
  when: `Task id: ${id}\\.`,
  steps,
});
const preface = task('p1.d1-2.s1', [{ do: 'write', path: 'preface.md', text: 'A garden needs patience.\n' }]);
const beds = task('p1.d1-2.s2', [{ do: 'write', path: 'beds/list.md', text: 'Beans, leeks, asters.\n' }]);
const pictures = task('p1.d3.s3', [{ do: 'write', path: 'pictures/beds.md', text: 'A picture of beans.\n' }]);

async function isAllOut(project: Project): Promise<void> {
  expect(await project.git('show', 'main:preface.md')).toBe('A garden needs patience.');
  expect(await project.git('show', 'main:pictures/beds.md')).toBe('A picture of beans.');
  expect(await project.processesLeft()).toEqual([]);
}

describe('a run with coding agents', () => {
  it('lands what they wrote; what is not theirs they are told, and what they spend is in the ledger', async () => {
    const { project, run } = await makeRun([
      preface,
      task('p1.d1-2.s2', [
        { do: 'say', text: 'I begin with the preface.' },
        { do: 'write', path: 'preface.md', text: 'Mine!\n' },
        { do: 'write', path: 'beds/list.md', text: 'Beans, leeks, asters.\n' },
        { do: 'spend', input: 1_200, output: 300 },
      ]),
      pictures,
    ]);
    const ended = await run();
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    await isAllOut(project);
    const ledger = JSON.parse((await project.muster('ledger', '--json', '--by', 'session')).stdout);
    expect(JSON.stringify(ledger)).toContain('1200');
    const unfenced = (await project.events()).filter(({ kind }) => kind === 'fence_off');
    expect(unfenced.map(({ data }) => data)).toEqual([{ because: 'muster/config.yaml says fence: off' }]);
    const log = await project.muster('log', '--turns');
    expect(log.stdout).toContain('I begin with the preface.');
    await project.remove();
  });

  it('goes on with the conversation of an agent that died', async () => {
    const { project, run } = await makeRun([
      preface,
      {
        steps: [
          { do: 'say', text: 'I begin.' },
          { do: 'die', signal: 'SIGKILL' },
        ],
      },
      { steps: beds.steps },
      pictures,
    ]);
    const ended = await run();
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    await isAllOut(project);
    const turns = (await project.events()).filter(({ kind }) => kind === 'turn_finished');
    expect(turns.filter(({ session }) => session === 2).map(({ data }) => data.kind)).toEqual([
      'failed',
      'finished',
    ]);
    await project.remove();
  });

  it('hears what an agent reports while its turn goes on', async () => {
    const report = { state: 'on_track', done: 'Half of the beds are described', next: 'The other half' };
    const { project, run } = await makeRun([
      preface,
      task('p1.d1-2.s2', [
        { do: 'mcp', server: 'muster', tool: 'report_progress', arguments: report },
        ...beds.steps,
      ]),
      pictures,
    ]);
    const ended = await run();
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    const reports = (await project.events()).filter(({ kind }) => kind === 'report_made');
    expect(JSON.stringify(reports)).toContain('Half of the beds');
    await project.remove();
  });
});

describe('[R3] a run in a copy of the repository', { timeout: 360_000 }, () => {
  const folder = makeTemporaryFolder('agent');
  const version = join(folder.path, 'version');
  const command = [join(folder.path, 'agent.sh')];
  const projects: Project[] = [];
  beforeAll(() => {
    const agent = layAgent(folder.path);
    const answer = `for word; do if [ "$word" = --version ]; then exec cat '${version}'; fi; done`;
    writeFileSync(command[0]!, `#!/bin/sh\n${answer}\nexec '${process.execPath}' '${agent}' "$@"\n`);
    chmodSync(command[0]!, 0o755);
  });
  afterAll(async () => {
    for (const project of projects) await project.remove();
    folder.remove();
  });

  /** What became of each task in a copy that has the results of those before it. */
  async function outcomes(): Promise<Record<string, string>> {
    const { project, run } = await makeRun([preface, beds, pictures], {}, command);
    const [earlier] = projects;
    projects.push(project);
    if (earlier !== undefined)
      await project.git('fetch', '--quiet', earlier.dir, 'refs/muster/results/*:refs/muster/results/*');
    const ended = await run();
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(0);
    const { entries } = JSON.parse((await project.muster('reuse', '--json')).stdout) as ReuseView;
    return Object.fromEntries(entries.map(({ label, state, reason }) => [label, `${state}: ${reason}`]));
  }

  it('replays what the same version of the agent made, and has another one do it again', async () => {
    writeFileSync(version, 'fake-agent 1.2.3\n');
    await outcomes();
    expect(await outcomes()).toMatchObject({ b1s1: 'hit: the same inputs as in run r1' });
    writeFileSync(version, 'fake-agent 1.2.4\n');
    expect(await outcomes()).toMatchObject({ b1s1: 'miss: changed: driver (version)' });
  });

  it('takes nothing from the store for an agent that tells no version, and says so', async () => {
    rmSync(version);
    const words = "miss: the version of fake is not known: its command answers '--version' with none";
    expect(await outcomes()).toEqual({ b1s1: words, b1s2: words, b2s3: words });
  });
});
