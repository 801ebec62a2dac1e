import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type McpServer, RequestError, type SessionUpdate, type StopReason } from '@agentclientprotocol/sdk';
import type { AgentStep, PlayedScript } from './agent-script.ts';
import { askHook, type Hook } from './ask-hook.ts';
import { callMcpTool } from './call-mcp-tool.ts';
import type { Conversation } from './conversation.ts';
import { obeyModel } from './obey-model.ts';
import { asksFirst, permissionRequest, type ToolUse } from './permission-request.ts';
import { addTokens, type Spending } from './told-usage.ts';

/** One turn under way. */
export type Stage = {
  script: PlayedScript;
  conversation: Conversation;
  spending: Spending;
  /** Absolute; where relative paths and commands are. */
  directory: string;
  mcpServers: readonly McpServer[];
  /** Asked before a tool runs; absent where the client named none, or the script does not ask. */
  hook?: Hook;
  prompt: string;
  env: Record<string, string | undefined>;
  /** Aborted when the client cancels, unless the script ignores that. */
  cancel: AbortSignal;
  tell(update: SessionUpdate): Promise<void>;
  ask(request: ReturnType<typeof permissionRequest>): Promise<string | 'cancelled'>;
  nextCall(): string;
};

/** What a step does to the turn: nothing, or it ends it. */
export type StepEnd = StopReason | undefined;

type Of<Kind extends AgentStep['do']> = Extract<AgentStep, { do: Kind }>;
export type ToolStep = Of<'write' | 'append' | 'read' | 'shell' | 'mcp'>;

/** Carries out one step. A protocol error is thrown, everything else that ends the turn is its answer. */
export async function playStep(step: AgentStep, stage: Stage): Promise<StepEnd> {
  switch (step.do) {
    case 'say':
      for (const text of inChunks(step.text, step.chunks)) await say(stage, text);
      return undefined;
    case 'think':
      await stage.tell({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: step.text } });
      return undefined;
    case 'plan': {
      const entries = step.entries.map(({ text, state }) => ({
        content: text,
        status: state,
        priority: 'medium' as const,
      }));
      await stage.tell({ sessionUpdate: 'plan', entries });
      return undefined;
    }
    case 'write':
    case 'append':
    case 'read':
    case 'shell':
    case 'mcp':
      return (await useTool(step, stage)).end;
    case 'obey_model':
      return obeyModel(stage, {
        use: (used) => useTool(used, stage),
        play: (played) => playStep(played, stage),
      });
    case 'spawn_child':
      spawnChild(step, stage);
      return undefined;
    case 'http':
      await sendRequest(step, stage);
      return undefined;
    case 'spend':
      await spend(step, stage);
      return undefined;
    case 'await_file':
      while (!existsSync(at(stage, step.path)) && !stage.cancel.aborted) await pause(20, stage.cancel);
      return undefined;
    case 'sleep':
      await pause(step.ms, stage.cancel);
      return undefined;
    case 'hang':
      while (!stage.cancel.aborted) await pause(60_000, stage.cancel);
      return undefined;
    case 'flood': {
      const chunk = `${'0123456789'.repeat(1_000)}\n`;
      for (let left = step.bytes; left > 0; left -= chunk.length) await say(stage, chunk);
      await say(stage, `${step.last}\n`);
      return undefined;
    }
    case 'take_mode':
      stage.conversation.mode = step.mode;
      await stage.tell({ sessionUpdate: 'current_mode_update', currentModeId: step.mode });
      return undefined;
    case 'update':
      await stage.tell(step.update as SessionUpdate);
      return undefined;
    case 'garbage':
      process.stdout.write(step.text);
      return undefined;
    case 'stderr':
      process.stderr.write(step.text);
      return undefined;
    case 'need':
      if (new RegExp(step.pattern).test(stage.prompt)) return undefined;
      throw new RequestError(-32603, `The prompt has nothing that fits ${step.pattern}`);
    case 'end':
      return step.stopReason;
    case 'error':
      throw new RequestError(step.code, step.message, step.data);
    case 'die':
      return die(step);
    case 'hang_up':
      closeSync(process.stdout.fd);
      return undefined;
  }
}

async function say(stage: Stage, text: string): Promise<void> {
  stage.conversation.said.push({ by: 'agent', text: text.slice(0, 1_000) });
  await stage.tell({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
}

function inChunks(text: string, chunks: number): string[] {
  const size = Math.max(1, Math.ceil(text.length / chunks));
  return Array.from({ length: Math.ceil(text.length / size) || 1 }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}

/** What using a tool came to: whether the turn is over with it, and what a model would be told. */
type Used = { end: StepEnd; result: string };

/** Tells of the tool, asks where it has to, does it and tells how that went: in the order that its kind of agent keeps. */
async function useTool(step: ToolStep, stage: Stage): Promise<Used> {
  const use = toolUse(step, stage);
  const tell = async (update: SessionUpdate): Promise<void> => {
    if (step.do === 'mcp' || !step.isUntold) await stage.tell(update);
  };
  const { shape, onReject, obeys } = stage.script.permission;
  const announced: SessionUpdate = {
    sessionUpdate: 'tool_call',
    toolCallId: use.call,
    title: use.title,
    kind: use.kind,
    status: 'pending',
    rawInput: use.input,
    ...(use.path === undefined ? {} : { locations: [{ path: use.path }] }),
  };
  const isLate = asksFirst(shape);
  if (!isLate) await tell(announced);
  const verdict =
    stage.hook === undefined
      ? undefined
      : await askHook(stage.hook, {
          ...{ directory: stage.directory, tool: toolName(step), input: use.input, call: use.call },
        });
  if (verdict?.kind === 'denied') {
    await tell(failed(use, verdict.reason));
    return { end: undefined, result: verdict.reason };
  }
  if (verdict?.kind !== 'allowed' && mustAsk(step, use, stage)) {
    const answer = await stage.ask(permissionRequest(shape, use));
    if (answer === 'cancelled' && obeys) return { end: 'cancelled', result: refused };
    if (answer === 'reject' && obeys) {
      if (isLate) await tell(announced);
      await tell(failed(use, refused));
      return { end: onReject === 'go_on' ? undefined : onReject, result: refused };
    }
  }
  if (isLate) await tell(announced);
  await tell({ sessionUpdate: 'tool_call_update', toolCallId: use.call, status: 'in_progress' });
  const done = await tryTool(step, stage);
  if ('problem' in done) await tell(failed(use, done.problem));
  else
    await tell({
      sessionUpdate: 'tool_call_update',
      toolCallId: use.call,
      status: 'completed',
      content: [
        ...(use.path === undefined || use.diff === undefined
          ? []
          : [{ type: 'diff' as const, path: use.path, ...use.diff }]),
        ...(done.output === ''
          ? []
          : [{ type: 'content' as const, content: { type: 'text' as const, text: done.output } }]),
      ],
    });
  return { end: undefined, result: 'problem' in done ? done.problem : done.output };
}

const refused = 'The user refused permission';

/** As Claude Code calls its tools. */
function toolName(step: ToolStep): string {
  if (step.do === 'mcp') return `mcp__${step.server}__${step.tool}`;
  return { write: 'Write', append: 'Edit', read: 'Read', shell: 'Bash' }[step.do];
}

function mustAsk(step: ToolStep, { path }: ToolUse, { script, conversation }: Stage): boolean {
  if (step.asks !== 'mode') return step.asks === 'always';
  if (step.do === 'read' || !script.modes.asking.includes(conversation.mode)) return false;
  return !script.modes.neverAskBelow.some((folder) => path?.startsWith(`${folder}/`));
}

const failed = (use: ToolUse, problem: string): SessionUpdate => ({
  sessionUpdate: 'tool_call_update',
  toolCallId: use.call,
  status: 'failed',
  content: [{ type: 'content', content: { type: 'text', text: problem } }],
});

function toolUse(step: ToolStep, stage: Stage): ToolUse {
  const call = ('call' in step ? step.call : undefined) ?? stage.nextCall();
  switch (step.do) {
    case 'shell':
      return {
        call,
        title: step.command,
        kind: 'execute',
        command: step.command,
        input: { command: step.command },
      };
    case 'mcp': {
      return { call, title: toolName(step), kind: 'other', input: step.arguments };
    }
    case 'read': {
      const path = at(stage, step.path);
      return { call, title: `Read ${step.path}`, kind: 'read', path, input: { file_path: path } };
    }
    case 'write':
    case 'append': {
      const path = at(stage, step.path);
      const before = existsSync(path) ? readFileSync(path, 'utf8') : null;
      const after = step.do === 'append' ? `${before ?? ''}${step.text}` : step.text;
      return {
        call,
        title: `Write ${step.path}`,
        kind: 'edit',
        path,
        diff: { oldText: before, newText: after },
        input: { file_path: path, content: after },
      };
    }
  }
}

/** What went wrong in a tool is the agent's to know, and the turn goes on: so do real ones. */
async function tryTool(step: ToolStep, stage: Stage): Promise<{ output: string } | { problem: string }> {
  try {
    return { output: await doTool(step, stage) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

async function doTool(step: ToolStep, stage: Stage): Promise<string> {
  switch (step.do) {
    case 'write':
    case 'append': {
      const path = at(stage, step.path);
      mkdirSync(dirname(path), { recursive: true });
      if (step.do === 'write') writeFileSync(path, step.text);
      else appendFileSync(path, step.text);
      return '';
    }
    case 'read':
      return readFileSync(at(stage, step.path), 'utf8').slice(-1_000);
    case 'shell':
      return runCommand(step.command, stage);
    case 'mcp': {
      const server = stage.mcpServers.find(({ name }) => name === step.server);
      if (server === undefined) throw new Error(`The client named no MCP server '${step.server}'`);
      return callMcpTool({ server, tool: step.tool, arguments: step.arguments, env: stage.env });
    }
  }
}

function runCommand(command: string, { directory, env, cancel }: Stage): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn('sh', ['-c', command], {
      cwd: directory,
      env,
      signal: cancel,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    const keep = (chunk: Buffer): void => {
      printed = `${printed}${chunk}`.slice(-4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.once('error', fail);
    child.once('close', (code) =>
      code === 0 ? done(printed) : fail(new Error(`exit code ${code}\n${printed}`)),
    );
  });
}

function spawnChild({ pidFile, command }: Of<'spawn_child'>, stage: Stage): void {
  const child = spawn('sh', ['-c', command], {
    cwd: stage.directory,
    env: stage.env,
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
  writeFileSync(at(stage, pidFile), String(child.pid));
}

async function sendRequest(step: Of<'http'>, { env }: Stage): Promise<void> {
  const filled = (text: string): string =>
    text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => env[name] ?? '');
  const headers = Object.fromEntries(
    Object.entries(step.headers).map(([name, value]) => [name, filled(value)]),
  );
  const answer = await fetch(filled(step.url), {
    method: step.method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(step.body === undefined ? {} : { body: JSON.stringify(step.body) }),
  });
  await answer.text();
}

async function spend({ do: _, costUsd, ...tokens }: Of<'spend'>, stage: Stage): Promise<void> {
  const { spending, conversation, script } = stage;
  spending.lastRequest = tokens;
  spending.turn = addTokens(spending.turn, tokens);
  spending.conversation = addTokens(spending.conversation, tokens);
  conversation.spent = spending.conversation;
  conversation.costUsd += costUsd ?? 0;
  if (!script.usage.tellsCost) return;
  const { input = 0, output = 0 } = spending.conversation;
  const cost = { amount: conversation.costUsd, currency: 'USD' };
  await stage.tell({ sessionUpdate: 'usage_update', used: input + output, size: 200_000, cost });
}

async function die({ code, signal }: Of<'die'>): Promise<never> {
  // What it has said until now gets out.
  await new Promise<void>((done) => process.stdout.write('', () => done()));
  if (signal !== undefined) process.kill(process.pid, signal);
  process.exit(code);
}

const at = ({ directory }: Stage, path: string): string => resolve(directory, path);

/** Sleeps, or returns early when the turn is cancelled. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
