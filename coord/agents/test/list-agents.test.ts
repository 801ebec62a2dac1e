import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ListedAgent, listAgents } from '../src/list-agents.ts';
import { realModules } from './find-test-fence.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-list-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const lay = (path: string, script: string): void => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
};
const of = (agents: ListedAgent[], program: string) => agents.find((agent) => agent.program === program);

it('[C11] tells of each agent whether it is there, at which version, and whether that one was tried', async () => {
  lay('bin/claude-agent-acp', 'echo 0.49.0');
  lay('bin/codex-acp', 'echo "@agentclientprotocol/codex-acp 2.6.0"');
  lay('bin/claude', 'echo "2.2.0 (Claude Code)"');
  lay('bin/opencode', 'echo "run the postinstall first" >&2; exit 1');
  lay('project/node_modules/.bin/codex', 'echo "codex-cli 0.169.0"');
  const path = `${join(folder, 'bin')}:/usr/bin:/bin`;
  const agents = await listAgents({ path, folders: [join(folder, 'project')] });
  const because = (words: string) => expect.arrayContaining([expect.stringContaining(words)]);
  expect(agents.map(({ driver, profile }) => `${driver} ${profile}`)).toEqual([
    'acp claude',
    'acp codex',
    'acp opencode',
    'acp gemini',
    'headless claude',
    'headless codex',
  ]);
  expect(of(agents, 'claude-agent-acp')).toMatchObject({
    kind: 'found',
    version: '0.49.0',
    isUsable: false,
    reasons: because('npm install --global @agentclientprotocol/claude-agent-acp@0.101.0'),
  });
  expect(of(agents, 'codex-acp')).toMatchObject({ version: '2.6.0', isUsable: true, reasons: [] });
  expect(of(agents, 'claude')).toMatchObject({ isUsable: true, reasons: because('2.1.330 was') });
  expect(of(agents, 'opencode')).toMatchObject({
    isUsable: false,
    reasons: because('run the postinstall first'),
  });
  expect(of(agents, 'gemini')).toMatchObject({ kind: 'missing', reasons: because("no program 'gemini'") });
  expect(of(agents, 'codex')).toMatchObject({
    path: join(folder, 'project/node_modules/.bin/codex'),
    isUsable: true,
    reasons: because('not on the PATH'),
  });
});

it('[C11] knows the real ones at their pinned versions', async ({ skip }) => {
  if (!existsSync(join(realModules, '.bin/codex')))
    skip('no real agents are installed: npm ci in coord/agents/real');
  const agents = await listAgents({ path: process.env.PATH ?? '', folders: [dirname(realModules)] });
  for (const program of ['claude-agent-acp', 'codex-acp', 'claude', 'codex']) {
    const agent = of(agents, program)!;
    expect(agent).toMatchObject({ kind: 'found', version: agent.pinned, isUsable: true });
  }
}, 60_000);
