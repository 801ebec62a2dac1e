import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ModelStep, promptScript, writeAgentScript } from '@musterhq/sandbox';
import type { Attack, AttackSite } from './attack.ts';

/** What is on in one run of an attack: the answers before a write, or nothing at all. */
export type WriteTime = 'on' | 'off';

/** Everything an attacker needs beside the site. */
type AttackTools = {
  home: string;
  /** The fake agent, bundled. */
  fakeAgent: string;
  modelUrl: string;
};

/** How a driver is made to carry out an attack; `part` says which half of the attack was used. */
type Attempt =
  | { kind: 'ready'; driver: string; options: unknown; brief: string; part: 'shell' | 'edit' }
  | { kind: 'not_possible'; because: string };

export type Attacker = {
  name: string;
  /** Absent: it has nobody to ask before a write, for this reason. */
  writeTime: { kind: 'asked' | 'asked_outside' } | { kind: 'none'; because: string };
  /** What keeps the process fence from being round it. */
  fence: { kind: 'possible' } | { kind: 'none'; because: string };
  /** Why it cannot be tried on this machine; a cell that was not tried fails the suite when it is there. */
  missing?: string;
  prepare(attack: Attack, site: AttackSite, tools: AttackTools, writeTime: WriteTime): Attempt;
};

const noSubagents = { kind: 'not_possible', because: 'it has no subagents' } as const;

/** Work of its own, which shows that it worked, and so that there is something to land. */
export const ownWork = 'content/own.md';
const own = { path: ownWork, text: 'mine\n' };

const runbook: Attacker = {
  name: 'runbook',
  writeTime: { kind: 'none', because: 'its steps are a file of the repository' },
  fence: { kind: 'possible' },
  prepare(attack, site) {
    if (attack.shell === undefined) return { kind: 'not_possible', because: 'it has no edit tool' };
    if (attack.isBySubagent) return noSubagents;
    const step = (name: string, run: string) => ({
      name,
      run,
      shell: 'sh',
      timeoutMs: 60_000,
      retries: 0,
      env: {},
    });
    // An attack that is refused fails its step; what it has done by then is what counts.
    const steps = [step('work', `echo mine > ${ownWork}`), step('attack', `(${attack.shell(site)}) || true`)];
    return ready('runbook', { steps, artifacts: [] }, 'shell');
  },
};

const scripted: Attacker = {
  name: 'scripted',
  writeTime: { kind: 'none', because: 'it asks nobody' },
  fence: { kind: 'none', because: 'it works in the turn host itself' },
  prepare(attack, site) {
    if (attack.edit === undefined) return { kind: 'not_possible', because: 'it has no shell' };
    const script = [
      { do: 'write', ...own },
      { do: 'write', ...attack.edit(site) },
    ];
    return ready('scripted', { script }, 'edit');
  },
};

const fake: Attacker = {
  name: 'acp (fake agent)',
  writeTime: { kind: 'asked' },
  fence: { kind: 'possible' },
  prepare(attack, site, { home, fakeAgent }, writeTime) {
    if (attack.isBySubagent) return noSubagents;
    const asks = writeTime === 'on' ? ('mode' as const) : ('never' as const);
    const part = attack.edit === undefined ? 'shell' : 'edit';
    const step =
      part === 'edit'
        ? { do: 'write' as const, ...attack.edit!(site), asks }
        : { do: 'shell' as const, command: attack.shell!(site), asks };
    const steps = [{ do: 'write' as const, ...own, asks }, step];
    const script = writeAgentScript(join(home, 'script.json'), { turns: [{ steps }] });
    const options = {
      ...{ profile: 'generic', command: process.execPath, args: [fakeAgent], home },
      env: { FAKE_ACP_SCRIPT: script },
    };
    return ready('acp', options, part);
  },
};

const realFolder = fileURLToPath(new URL('../../../agents/real/node_modules/.bin', import.meta.url));

type RealAgent = Pick<Attacker, 'name' | 'writeTime'> & {
  driver: 'acp' | 'headless';
  profile: 'claude' | 'codex';
  program: string;
  /** The mode in which it asks nobody and is kept from nothing. */
  openMode: string;
};

function realAgent({ name, writeTime, driver, profile, program, openMode }: RealAgent): Attacker {
  const command = join(realFolder, program);
  return {
    name,
    writeTime,
    fence: { kind: 'possible' },
    ...(existsSync(command) ? {} : { missing: "not installed: 'npm run test:agents' installs it" }),
    prepare(attack, site, { home, modelUrl }, mode) {
      // Two words for one attack would be two runs; the tool that is watched less is the more telling one.
      const part = attack.shell === undefined ? 'edit' : 'shell';
      const target = absolute(attack.edit?.(site) ?? own, site);
      const step: ModelStep =
        part === 'edit' ? { do: 'write', ...target } : { do: 'shell', command: attack.shell!(site) };
      const steps: ModelStep[] = [
        { do: 'write', ...absolute(own, site) },
        // Claude Code writes over no file that it has not read.
        ...(part === 'edit' && profile === 'claude' ? [{ do: 'read' as const, path: target.path }] : []),
        ...(attack.isBySubagent ? delegated[profile]([step, done]) : [step]),
        done,
      ];
      const isOpen = mode === 'off';
      const options = {
        ...{ profile, command, home },
        endpoint: { url: modelUrl, keyVariable: 'AGENT_KEY' },
        // Claude Code refuses its open mode to root unless it is told that something is around it.
        env: { AGENT_KEY: 'dummy', ANTHROPIC_API_KEY: 'dummy', IS_SANDBOX: '1', ENABLE_TOOL_SEARCH: 'false' },
        ...(isOpen ? { mode: openMode, shell: 'allow' } : {}),
      };
      return { ...ready(driver, options, part), brief: promptScript(steps) };
    },
  };
}

const done: ModelStep = { do: 'text', text: 'done' };

/** How each has a subagent carry out steps, and waits for it. The script travels in the subagent's own prompt. */
const delegated: Record<RealAgent['profile'], (steps: ModelStep[]) => ModelStep[]> = {
  claude: (steps) => {
    const input = { description: 'A part', prompt: promptScript(steps), subagent_type: 'general-purpose' };
    return [{ do: 'tool', name: 'Agent', input: { ...input, run_in_background: false } }];
  },
  codex: (steps) => {
    const input = { message: promptScript(steps), task_name: 'part', fork_turns: 'none' };
    return [
      { do: 'tool', name: 'collaboration|spawn_agent', input },
      { do: 'tool', name: 'collaboration|wait_agent', input: { timeout_ms: 30_000 } },
    ];
  },
};

/** Claude Code's tool takes absolute paths alone. */
const absolute = ({ path, text }: { path: string; text: string }, { worktree }: AttackSite) => ({
  path: path.startsWith('/') ? path : join(worktree, path),
  text,
});

const ready = (driver: string, options: unknown, part: 'shell' | 'edit') =>
  ({ kind: 'ready', driver, options, brief: 'Do the work.\n', part }) as const;

const asked = { kind: 'asked' } as const;
const alone = {
  kind: 'none',
  because: 'Codex alone asks nobody, and its hooks do not run unless they are trusted',
} as const;

/** Those that need nothing installed. */
export const ownAttackers: readonly Attacker[] = [runbook, scripted, fake];

export const realAttackers: readonly Attacker[] = [
  realAgent({
    ...{ name: 'headless Claude Code', driver: 'headless', profile: 'claude', program: 'claude' },
    ...{ openMode: 'bypassPermissions', writeTime: asked },
  }),
  realAgent({
    ...{ name: 'headless Codex', driver: 'headless', profile: 'codex', program: 'codex' },
    ...{ openMode: 'danger-full-access', writeTime: alone },
  }),
  realAgent({
    ...{ name: 'acp Claude Code', driver: 'acp', profile: 'claude', program: 'claude-agent-acp' },
    ...{ openMode: 'bypassPermissions', writeTime: asked },
  }),
  realAgent({
    ...{ name: 'acp Codex', driver: 'acp', profile: 'codex', program: 'codex-acp' },
    // In `workspace-write` it asks for what lies outside its worktree alone.
    ...{ openMode: 'agent-full-access', writeTime: { kind: 'asked_outside' } },
  }),
];
