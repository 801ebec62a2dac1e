import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AgentScript, fakeAcpAgentEntry, vendorHabits, writeAgentScript } from '@musterhq/sandbox';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startProgram } from './start-program.ts';

/** Up to four turns, each with a host and an agent to start. */
const withinMs = 180_000;

let folder: string;
let agent: string;
beforeAll(() => {
  // Not in the system's folder for temporary files, as no worktree is.
  folder = mkdtempSync('/var/tmp/muster-agents-check-');
  agent = join(folder, 'agent.mjs');
  const js = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
  buildSync({
    ...{ entryPoints: [fakeAcpAgentEntry], outfile: agent, bundle: true, platform: 'node', format: 'esm' },
    banner: { js },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

const state = (): string => join(folder, 'state');

/** A program on the PATH that is called as Claude Code's adapter is, and does what the script says. */
function install(version: string, script: Omit<AgentScript, 'turns'>): void {
  const file = writeAgentScript(join(folder, 'script.json'), {
    ...script,
    turns: [{ steps: [{ do: 'obey_model' }] }],
  });
  const program = join(folder, 'bin/claude-agent-acp');
  mkdirSync(dirname(program), { recursive: true });
  const start = `FAKE_ACP_SCRIPT='${file}' exec '${process.execPath}' '${agent}'`;
  writeFileSync(program, `#!/bin/sh\nif [ "$1" = --version ]; then echo ${version}; else ${start}; fi\n`);
  chmodSync(program, 0o755);
}

async function check(...args: string[]) {
  const { stdout, stderr, exitCode } = await startProgram('muster', ['agents', 'check', ...args], {
    cwd: folder,
    env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, HOME: folder, XDG_STATE_HOME: state() },
    longestMs: withinMs,
  }).ended;
  const checked: { lines: { check: string; state: string; words: string }[]; kept?: string }[] =
    args.includes('--json') && stdout !== '' ? JSON.parse(stdout) : [];
  const lines = new Map(checked[0]?.lines.map(({ check: name, ...rest }) => [name, rest]));
  return { stdout, stderr, exitCode, lines, kept: checked[0]?.kept };
}

it(
  '[C12] says of an agent that does as it should that it works, and leaves nothing behind',
  async () => {
    install('0.101.0', { ...vendorHabits.claude, hook: 'is_asked' });
    const { exitCode, lines, stdout, stderr } = await check('claude', '--json');
    expect(exitCode, stdout + stderr).toBe(0);
    for (const name of ['takes a turn', 'writes its own', 'calls a tool', 'reports usage', 'is metered'])
      expect(lines.get(name)).toMatchObject({ state: 'works' });
    expect(lines.get('asks the hook')).toMatchObject({
      state: 'works',
      words: 'before it wrote work/page.md',
    });
    const refused = (why: string) => ({
      state: 'works',
      words: expect.stringMatching(`^refused by the write hook: .*${why}`),
    });
    expect(lines.get('outside by tool')).toMatchObject(refused('outside/by-tool is not yours'));
    expect(lines.get('outside by shell')).toMatchObject(refused('no fence keeps them inside'));
    expect(lines.get('goes on')).toMatchObject({ state: 'works' });
    expect(lines.get('is cancelled')).toMatchObject({ state: 'works' });
    expect(lines.get('fence around it')).toMatchObject({ state: 'not_tried' });
    expect(readdirSync(join(state(), 'muster/agent-checks'))).toEqual([]);
  },
  withinMs,
);

it(
  '[C12] says of an agent that asks nobody what it does not, keeps what its turns left, and exits with 1',
  async () => {
    const { modes } = vendorHabits.claude;
    install('0.101.0', {
      ...vendorHabits.claude,
      modes: { ...modes!, asking: [] },
      usage: { style: 'turn', lie: { input: 7 } },
      load: 'forgets',
    });
    const { exitCode, lines, kept } = await check('claude', '--json');
    expect(exitCode).toBe(1);
    expect(lines.get('takes a turn')).toMatchObject({ state: 'works' });
    expect(lines.get('asks the hook')).toMatchObject({ state: 'fails' });
    expect(lines.get('reports usage')).toMatchObject({
      state: 'fails',
      words: expect.stringMatching(/^it tells 7 of \d+ tokens/),
    });
    expect(lines.get('outside by tool')).toMatchObject({ state: 'fails', words: 'it wrote outside/by-tool' });
    expect(lines.get('outside by shell')).toMatchObject({
      state: 'fails',
      words: 'it wrote outside/by-shell',
    });
    expect(lines.get('goes on')).toMatchObject({ state: 'fails' });
    expect(existsSync(join(kept!, 'state/turns/check.t1/log'))).toBe(true);
  },
  withinMs,
);

it(
  '[C12] tries nothing with an agent that is missing, too old, or not known',
  async () => {
    install('0.49.0', vendorHabits.claude);
    const old = await check('claude');
    expect(old.exitCode).toBe(1);
    expect(old.stdout).toMatch(
      /^claude over acp: claude-agent-acp 0\.49\.0\n +is installed +does not +version 0\.49\.0 is older/,
    );
    expect(old.stdout).toContain('0 work, 1 do not, 0 were not tried');
    const missing = await check('codex', '--driver', 'headless');
    expect(missing).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("no program 'codex' on the PATH"),
    });
    const unknown = await check('cladue');
    expect(unknown).toMatchObject({
      exitCode: 2,
      stderr:
        "muster: There is no agent 'cladue' that Muster knows: expected one of claude, codex, opencode, gemini.\n",
    });
  },
  withinMs,
);
