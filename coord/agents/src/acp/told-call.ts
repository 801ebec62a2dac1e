import type { ToolCall, ToolCallContent, ToolCallUpdate, ToolKind } from '@agentclientprotocol/sdk';

/** What an agent has told of one of its tool calls so far, put together from its updates and its permission request. */
export type ToldCall = {
  call: string;
  title: string;
  kind: ToolKind;
  state: 'pending' | 'running' | 'done' | 'failed';
  /** Every path that was named anywhere, as it was named. */
  paths: string[];
  command?: string;
  /** The MCP server that it asks. */
  server?: string;
  output: string;
  diffs: { path: string; before?: string; after: string }[];
};

const stateOf = { pending: 'pending', in_progress: 'running', completed: 'done', failed: 'failed' } as const;
const mostOutput = 2_000;

/** The call with what an update says of it: what an update leaves out stays as it was told before. */
export function tellCall(known: ToldCall | undefined, update: ToolCall | ToolCallUpdate): ToldCall {
  const { toolCallId: call, content, locations, rawInput, rawOutput } = update;
  const title = update.title || known?.title || '';
  const said = content == null ? [] : content.flatMap(textOf);
  const output = said.length > 0 ? said.join('\n') : typeof rawOutput === 'string' ? rawOutput : undefined;
  const diffs = content == null ? [] : content.flatMap(diffOf);
  const command = commandIn(rawInput) ?? known?.command;
  const named = serverIn(update.name ?? title) ?? serverInTitle(title, call) ?? known?.server;
  const server = command === undefined ? named : undefined;
  const paths = [
    ...(known?.paths ?? []),
    ...(locations ?? []).map(({ path }) => path),
    ...pathsIn(rawInput),
    ...diffs.map(({ path }) => path),
  ];
  return {
    call,
    title,
    kind: update.kind ?? known?.kind ?? 'other',
    state: update.status == null ? (known?.state ?? 'pending') : stateOf[update.status],
    paths: [...new Set(paths)],
    ...(command === undefined ? {} : { command }),
    ...(server === undefined ? {} : { server }),
    output: output === undefined ? (known?.output ?? '') : output.slice(-mostOutput),
    diffs: diffs.length > 0 ? diffs : (known?.diffs ?? []),
  };
}

const textOf = (content: ToolCallContent): string[] =>
  content.type === 'content' && content.content.type === 'text' ? [content.content.text] : [];

const diffOf = (content: ToolCallContent): ToldCall['diffs'] =>
  content.type === 'diff'
    ? [
        {
          path: content.path,
          ...(content.oldText == null ? {} : { before: content.oldText }),
          after: content.newText,
        },
      ]
    : [];

/** Where the agents that were looked at name a file in a tool's input. */
const pathFields = [
  'path',
  'file_path',
  'filePath',
  'notebook_path',
  'parentDir',
  'filepath',
  'source',
  'destination',
  'from',
  'to',
  'old_path',
  'new_path',
];

function pathsIn(input: unknown): string[] {
  if (!isRecord(input)) return [];
  const named = pathFields.flatMap((field) => (typeof input[field] === 'string' ? [input[field]] : []));
  const { paths, files, edits, changes } = input;
  const listed = [paths, files, edits, changes].flatMap((list) => {
    if (Array.isArray(list))
      return list.flatMap((entry) => (typeof entry === 'string' ? [entry] : pathsIn(entry)));
    // Codex keeps its changes by path.
    return isRecord(list) ? Object.keys(list) : [];
  });
  return [...named, ...listed];
}

function commandIn(input: unknown): string | undefined {
  if (!isRecord(input)) return undefined;
  const { command, cmd } = input;
  if (typeof command === 'string') return command;
  if (Array.isArray(command)) return command.join(' ');
  return typeof cmd === 'string' ? cmd : undefined;
}

/**
 * Claude Code calls them `mcp__server__tool`, Codex `mcp.server.tool`. Only names that the agent gives are read: a tool's input is
 * the model's, who could write anything into it.
 */
function serverIn(nameOrTitle: string): string | undefined {
  const match = /^mcp(?:__([\w-]+?)__|\.([\w-]+)\.)[\w-]+$/.exec(nameOrTitle);
  return match?.[1] ?? match?.[2];
}

/**
 * Gemini CLI titles them `tool (server MCP Server)`, as it could title a command whose description the model wrote. The call's id
 * begins with the name of the tool, which there is `mcp_server_tool`: only both together name a server.
 */
function serverInTitle(title: string, call: string): string | undefined {
  const [, tool, server] = /^([\w-]+) \(([\w-]+) MCP Server\)$/.exec(title) ?? [];
  return call.startsWith(`mcp_${server}_${tool}_`) ? server : undefined;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
