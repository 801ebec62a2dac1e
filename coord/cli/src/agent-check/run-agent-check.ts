import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  awaitTurn,
  type DriverEvent,
  type FenceSpec,
  fenceFor,
  findCommand,
  findFence,
  findHookSupport,
  type ListedAgent,
  policyFileOf,
  publishPolicy,
  runShell,
  startTurn,
  stopTurn,
  turnFolder,
} from '@musterhq/agents';
import { findProcessesIn } from '@musterhq/process';
import { type ModelStep, makeScriptedModel, promptScript, type ScriptedModel } from '@musterhq/sandbox';
import type { Environment } from '../environment.ts';
import type { CheckFacts, SeenTurn } from './judge-agent-check.ts';
import { type CheckSite, checkPolicy, checkTask, ownPath } from './make-check-site.ts';

export type FoundAgent = Extract<ListedAgent, { kind: 'found' }>;

/** A turn of a real agent takes some seconds, opencode's 10 on an idle machine. */
const turnMs = 180_000;
/** Longer than anybody waits: the turn is stopped while the model keeps silent. */
const silentMs = 10 * turnMs;
const usage = { input: 1_000, output: 50, cacheRead: 200 };
/** One that the agent has its usual tools for; nobody of that name is ever asked. */
const modelOf: Record<string, string> = { claude: 'claude-scripted', codex: 'gpt-5.5' };
/** The brief has it, and the tool that fetches the brief. */
const briefWord = 'lighthouse-keeper';

/**
 * Has an installed agent take four turns of one conversation against a scripted model on loopback, with the policy, the desk, the
 * hook and the fence of a run, and gathers what is seen of them. It needs no account and spends nothing.
 */
export async function runAgentCheck({
  agent,
  site,
  environment,
}: {
  agent: FoundAgent;
  site: CheckSite;
  environment: Environment;
}): Promise<CheckFacts> {
  const model = await makeScriptedModel({ usage });
  try {
    const fence = await findFenceOf(agent, site, environment);
    const check = { agent, site, environment, model, fence };
    const page = `${ownPath}page.md`;
    const work = await takeTurn(check, 1, [
      { do: 'write', path: page, text: '# Written by the agent\n' },
      { do: 'mcp', server: 'muster', tool: 'get_brief' },
      { do: 'text', text: 'The page is there.' },
    ]);
    const { driver, profile } = agent;
    const hook = await askHook(agent, site, environment);
    const facts = { driver, profile, folder: site.folder, fence, hook };
    const { stdout } = await runShell({
      run: 'git status --porcelain --untracked-files=all',
      cwd: site.worktree,
      env: environment.child,
      timeoutMs: 60_000,
    });
    const seen = { ...work, page, isSeen: stdout.includes(page), briefWord };
    if (work.outcome.kind !== 'finished') return { ...facts, work: seen };
    const conversation = work.events.find((event) => event.kind === 'conversation')?.id;
    const attempt = async (number: number, how: 'tool' | 'shell') => {
      const target = join(site.outside, `by-${how}`);
      const step: ModelStep =
        how === 'tool'
          ? { do: 'write', path: target, text: 'x\n' }
          : { do: 'shell', command: `echo x > '${target}'` };
      const steps = [step, { do: 'text' as const, text: 'Tried.' }];
      const turn = await takeTurn(check, number, steps, { conversation });
      return { ...turn, target, isWritten: existsSync(target) };
    };
    const byTool = await attempt(2, 'tool');
    const byShell = await attempt(3, 'shell');
    const stopped = await takeTurn(check, 4, [{ do: 'text', text: 'never said', delayMs: silentMs }], {
      conversation,
      isStopped: true,
    });
    const running = findProcessesIn(site.worktree).length;
    return { ...facts, work: seen, byTool, byShell, stopped: { ...stopped, running } };
  } finally {
    await model.close();
  }
}

type Check = {
  agent: FoundAgent;
  site: CheckSite;
  environment: Environment;
  model: ScriptedModel;
  fence: FenceSpec;
};

async function takeTurn(
  { agent, site, environment, model, fence }: Check,
  number: number,
  steps: readonly ModelStep[],
  { conversation, isStopped = false }: { conversation?: string | undefined; isStopped?: boolean } = {},
): Promise<SeenTurn> {
  const { stateDir } = site;
  const turn = `check.t${number}`;
  const brief = join(stateDir, `brief-${number}.md`);
  writeFileSync(
    brief,
    `# Turn ${number} of a check\n\nThe word is ${briefWord}.\n\n${promptScript(steps)}\n`,
  );
  const folder = turnFolder({ stateDir, turn });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  publishPolicy(policyFileOf(folder), checkPolicy);
  const path = environment.child.PATH ?? '';
  const isOnPath = findCommand(agent.program, path) === agent.path;
  await startTurn({
    stateDir,
    node: process.execPath,
    hostScript: join(environment.dist, 'turn-host.js'),
    order: {
      ...{ id: turn, run: 'check', task: checkTask.id, session: 2, attempt: 1, turn: number },
      driver: agent.driver,
      worktree: site.worktree,
      brief,
      agents: [],
      env: environment.child,
      ...(conversation === undefined ? {} : { conversation }),
      ...(fence.kind === 'off' ? { fence } : { fence: { ...fence, readable: [...fence.readable, brief] } }),
      timeoutMs: turnMs,
      options: {
        profile: agent.profile,
        ...(isOnPath ? {} : { command: agent.path }),
        model: modelOf[agent.profile] ?? 'scripted-model',
        home: site.home,
        endpoint: { url: model.url, keyVariable: agent.keyVariable },
        env: { [agent.keyVariable]: 'not-a-key' },
        meter: true,
      },
    },
  });
  const events: DriverEvent[] = [];
  const ended = awaitTurn({ stateDir, turn, onEvent: (event) => void events.push(event) });
  const calls = () =>
    model.requests.filter(({ kind, prompt }) => kind === 'turn' && prompt.includes(`# Turn ${number} of`));
  if (isStopped) {
    const isOver = ended.then(() => true);
    while (calls().length === 0 && !(await Promise.race([isOver, sleep(50, false)])));
    stopTurn({ stateDir, turn });
  }
  const outcome = await ended;
  return { outcome, events, calls: calls() };
}

async function findFenceOf(agent: FoundAgent, site: CheckSite, environment: Environment): Promise<FenceSpec> {
  const path = environment.child.PATH ?? '';
  const bins = [dirname(agent.path), ...path.split(delimiter)];
  const nodeModules = bins.filter((folder) => folder.endsWith('/node_modules/.bin')).map(dirname);
  const found = await findFence({ path, nodeModules, scratch: join(site.stateDir, 'fence') });
  return fenceFor(found, {
    worktree: site.worktree,
    ownFolders: [site.home],
    readable: [site.repository, site.outside],
    hidden: [site.stateDir],
    personHome: environment.child.HOME ?? '/',
  });
}

/** The program itself is asked; behind an adapter it is another one, which nobody can ask. */
async function askHook(
  agent: FoundAgent,
  site: CheckSite,
  environment: Environment,
): Promise<CheckFacts['hook']> {
  if (agent.profile !== 'claude') return { kind: 'none', because: `Muster has no hook in ${agent.profile}` };
  if (agent.driver === 'acp')
    return { kind: 'unasked', because: 'the adapter starts a Claude Code of its own, which cannot be asked' };
  const { PATH = '' } = environment.child;
  const { failsWhen } = await findHookSupport({ program: agent.path, path: PATH, scratch: site.outside });
  return { kind: 'asked', failsWhen };
}
