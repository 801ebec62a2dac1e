import { statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import { z } from 'zod';
import { readBody } from '../read-body.ts';

/** `words` are for the agent: whose the path is, what to do instead, and the call to ask for it. */
export type WriteAnswer = { kind: 'allowed' } | { kind: 'denied'; words: string };

export type HookOptions = {
  /** Whether the turn's session may write a path; `directory` is what a relative one is relative to. */
  judge: (question: { path: string; directory: string }) => WriteAnswer;
  /** Whether a shell command may run: `undecided` leaves it to the agent's own permissions. */
  judgeCommand: (question: { command: string; directory: string }) => WriteAnswer | { kind: 'undecided' };
  /** Tools beside those known here that may run, by their full name or, with a `*` at the end, by its beginning. */
  otherTools?: readonly string[];
  onDecision: (decision: HookDecision) => void;
};

export type HookDecision = {
  call: string;
  title: string;
  paths: string[];
  decision: 'allowed' | 'denied';
  reason: string;
};

/** `leave`: not ours to decide; the agent's own permissions do. */
type Verdict = { kind: 'allow' | 'deny' | 'leave'; reason: string; paths: string[] };

const hookInputSchema = z.object({
  hook_event_name: z.literal('PreToolUse'),
  cwd: z.string().startsWith('/'),
  tool_name: z.string(),
  tool_input: z.record(z.string(), z.unknown()),
  tool_use_id: z.string().optional(),
});
type HookInput = z.infer<typeof hookInputSchema>;

/** Where each tool that writes files names them. */
const pathKeys: Record<string, string> = {
  Write: 'file_path',
  Edit: 'file_path',
  MultiEdit: 'file_path',
  NotebookEdit: 'notebook_path',
};
/** Tools that change no file: what they may read is the matter of the process fence. */
const readers = new Set([
  ...['Read', 'Glob', 'Grep', 'LS', 'NotebookRead', 'WebFetch', 'WebSearch', 'TodoWrite', 'TodoRead'],
  // Whatever a subagent writes goes through this hook again.
  ...[
    'Task',
    'Agent',
    'Skill',
    'ToolSearch',
    'BashOutput',
    'KillBash',
    'KillShell',
    'TaskOutput',
    'TaskStop',
  ],
  ...['TaskCreate', 'TaskGet', 'TaskList', 'TaskUpdate', 'EnterPlanMode', 'ExitPlanMode', 'AskUserQuestion'],
  ...['ListMcpResourcesTool', 'ReadMcpResourceTool'],
]);
/** What Claude Code calls the tools of the desk when its MCP server is configured as `muster`. */
const ownTools = 'mcp__muster__';
const shells = new Set(['Bash', 'PowerShell']);
/** The content of a file that is written comes with the question. */
const mostBytes = 64 * 1024 * 1024;

/**
 * `/hook`, for the PreToolUse hook of Claude Code. Whatever cannot be read or is not known is denied, and a denial is always
 * a whole answer: an older version takes any other status for a yes.
 */
export async function answerHook(
  request: IncomingMessage,
  response: ServerResponse,
  options: HookOptions,
): Promise<void> {
  const body = await readBody(request, mostBytes);
  const input = hookInputSchema.safeParse(body === undefined ? undefined : parseJson(body));
  const verdict: Verdict = input.success
    ? judgeOrDeny(input.data, options)
    : { kind: 'deny', reason: 'Muster could not read what this tool wants to do, so it may not.', paths: [] };
  if (verdict.kind !== 'leave')
    options.onDecision({
      call: input.data?.tool_use_id ?? '',
      title: input.data?.tool_name ?? 'unreadable tool call',
      paths: verdict.paths,
      decision: verdict.kind === 'allow' ? 'allowed' : 'denied',
      reason: verdict.reason,
    });
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(verdict.kind === 'leave' ? {} : hookOutput(verdict)));
}

function hookOutput({ kind, reason }: Verdict): unknown {
  return {
    hookSpecificOutput: {
      hookEventName: 'PreToolUse',
      permissionDecision: kind,
      permissionDecisionReason: reason,
    },
  };
}

/** The agent must not run a tool because the judge failed. */
function judgeOrDeny(input: HookInput, options: HookOptions): Verdict {
  try {
    return judgeCall(input, options);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      kind: 'deny',
      reason: `Muster could not judge this tool call, so it may not run: ${why}`,
      paths: [],
    };
  }
}

function judgeCall(input: HookInput, options: HookOptions): Verdict {
  const { tool_name: tool, tool_input: given, cwd: directory } = input;
  const key = pathKeys[tool];
  if (key !== undefined) return judgeWrite(given[key], directory, options);
  if (shells.has(tool)) return judgeShell(given.command, directory, options);
  if (tool.startsWith(ownTools)) return { kind: 'allow', reason: "Muster's own tool.", paths: [] };
  const isKnown = readers.has(tool) || options.otherTools?.some((known) => isNamed(tool, known)) === true;
  if (isKnown) return { kind: 'leave', reason: '', paths: [] };
  return {
    kind: 'deny',
    reason: `Muster does not know the tool ${tool}, so it may not run: it could write where nobody looks. Use Write, Edit or Bash.`,
    paths: [],
  };
}

function judgeWrite(path: unknown, directory: string, { judge }: HookOptions): Verdict {
  if (typeof path !== 'string' || path === '')
    return { kind: 'deny', reason: 'The tool names no file, so nobody can tell whose it is.', paths: [] };
  const answer = judge({ path, directory });
  if (answer.kind === 'denied') return { kind: 'deny', reason: answer.words, paths: [path] };
  const target = resolve(directory, path);
  if (hasOtherNames(target))
    return {
      kind: 'deny',
      reason: `${path} has another name somewhere (a hard link), and writing it would change that file too. Remove it first, then write it anew.`,
      paths: [path],
    };
  return { kind: 'allow', reason: 'The path is of this session.', paths: [path] };
}

function judgeShell(command: unknown, directory: string, { judgeCommand }: HookOptions): Verdict {
  if (typeof command !== 'string')
    return { kind: 'deny', reason: 'The shell was given no command that can be read.', paths: [] };
  const answer = judgeCommand({ command, directory });
  if (answer.kind === 'denied') return { kind: 'deny', reason: answer.words, paths: [] };
  if (answer.kind === 'undecided') return { kind: 'leave', reason: '', paths: [] };
  return { kind: 'allow', reason: 'The rule for commands allows it.', paths: [] };
}

function hasOtherNames(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.nlink > 1;
}

function isNamed(tool: string, known: string): boolean {
  return known.endsWith('*') ? tool.startsWith(known.slice(0, -1)) : tool === known;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
