import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModelStep, makeScriptedModel, promptScript, type ScriptedModel } from '@musterhq/sandbox';
import { makeTemporaryFolder, type TemporaryFolder } from '@musterhq/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GoOn, MeteredUsage } from '../src/index.ts';
import { openDesk } from './open-desk.ts';
import { realProgram } from './real-program.ts';

const { path: codex, why } = realProgram('codex');

let folder: TemporaryFolder;
let model: ScriptedModel;
let worktree: string;
beforeEach(async () => {
  folder = makeTemporaryFolder('desk-codex');
  worktree = join(folder.path, 'tree');
  for (const path of ['tree', 'home/.codex']) mkdirSync(join(folder.path, path), { recursive: true });
  model = await makeScriptedModel();
});
afterEach(async () => {
  await model.close();
  folder.remove();
});

/** One turn of the real program with its tools and its model at the desk. */
async function run(steps: ModelStep[], mayGoOn: (usage: MeteredUsage[]) => GoOn) {
  const asked: { tool: string; input: unknown }[] = [];
  const usage: MeteredUsage[] = [];
  const desk = await openDesk({
    answer: async (tool, input) => {
      asked.push({ tool, input });
      return { kind: 'answered', result: { stored: 'turn:t1:ask:1' } };
    },
    meter: {
      upstreams: { openai: `${model.url}/v1` },
      mayGoOn: () => mayGoOn(usage),
      onUsage: (one) => usage.push(one),
    },
  });
  writeFileSync(
    join(folder.path, 'home/.codex/config.toml'),
    `model_provider = "muster"
check_for_update_on_startup = false
[analytics]
enabled = false
[model_providers.muster]
name = "muster"
base_url = "${desk.meterUrl('openai')}"
env_key = "MODEL_KEY"
wire_api = "responses"
[mcp_servers.muster]
url = "${desk.mcpUrl}"
bearer_token_env_var = "DESK_TOKEN"
default_tools_approval_mode = "approve"
`,
  );
  const env = {
    PATH: process.env.PATH,
    HOME: join(folder.path, 'home'),
    MODEL_KEY: 'dummy',
    DESK_TOKEN: desk.token,
  };
  const args = ['exec', '--json', '--skip-git-repo-check', '-s', 'workspace-write', promptScript(steps)];
  const printed = await new Promise<string>((resolve) => {
    const options = { cwd: worktree, env, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(codex, args, options, (_, stdout, stderr) => resolve(stdout + stderr));
    child.stdin?.end();
  });
  return { asked, usage, printed };
}

const write = (path: string): ModelStep => ({ do: 'write', path, text: 'written\n' });

describe.skipIf(why !== '')(`the real Codex at the desk${why}`, () => {
  test('calls a tool, and its model calls are counted', async () => {
    const report: ModelStep = {
      ...{ do: 'mcp', server: 'muster', tool: 'report_progress' },
      arguments: { state: 'on_track', done: 'half' },
    };
    const steps: ModelStep[] = [write('a'), report, { do: 'text', text: 'done' }];
    const { asked, usage, printed } = await run(steps, () => ({ kind: 'yes' }));
    expect(readFileSync(join(worktree, 'a'), 'utf8'), printed).toBe('written\n');
    expect(asked, printed).toEqual([{ tool: 'report_progress', input: { state: 'on_track', done: 'half' } }]);
    expect(usage).toHaveLength(model.requests.length);
    expect(new Set(usage.map(({ quality, vendor }) => `${vendor} ${quality}`))).toEqual(
      new Set(['openai metered']),
    );
  });

  test('[M4] is stopped one model call after the budget is used up, and does not try again', async () => {
    const steps: ModelStep[] = [write('a'), write('b'), write('c'), { do: 'text', text: 'done' }];
    let refusals = 0;
    const { usage, printed } = await run(steps, (counted) => {
      if (counted.length < 2) return { kind: 'alone' };
      refusals += 1;
      return { kind: 'no', reason: 'The budget of this task is used up.' };
    });
    expect(usage).toHaveLength(2);
    expect(refusals).toBe(1);
    expect(printed).toContain('The budget of this task is used up.');
    expect(existsSync(join(worktree, 'c'))).toBe(false);
  });
});
