import type { DriverEventBody } from '../driver-event.ts';

type ToolCallEvent = Extract<DriverEventBody, { kind: 'tool_call' }>;

/** A tool that Claude Code uses, until it is through with it. */
export type ToolUse = Pick<ToolCallEvent, 'call' | 'title' | 'tool' | 'paths'> & {
  command?: string;
  /** What it replaces by what, where it changes a file. */
  changes: { path: string; before?: string; after: string }[];
};

const tools: Record<string, ToolCallEvent['tool']> = {
  Read: 'read',
  Write: 'edit',
  Edit: 'edit',
  MultiEdit: 'edit',
  NotebookEdit: 'edit',
  Bash: 'execute',
  Monitor: 'execute',
  Glob: 'search',
  Grep: 'search',
  ToolSearch: 'search',
  WebFetch: 'fetch',
  WebSearch: 'fetch',
  Task: 'think',
  Agent: 'think',
  TodoWrite: 'think',
  EnterPlanMode: 'switch_mode',
  ExitPlanMode: 'switch_mode',
};

const mostOfDiff = 16_384;
const mostOfTitle = 200;

/** The event of a tool that has begun, and what has to be remembered until it ends. */
export function toolEvent({
  call,
  name,
  input,
}: {
  call: string;
  name: string;
  input: Record<string, unknown>;
}): { event: ToolCallEvent; use: ToolUse } {
  const path = textOf(input.file_path) ?? textOf(input.notebook_path) ?? textOf(input.path);
  const command = tools[name] === 'execute' ? textOf(input.command) : undefined;
  const about = command ?? path ?? textOf(input.pattern) ?? textOf(input.url) ?? textOf(input.description);
  const use: ToolUse = {
    call,
    title: (about === undefined ? name : `${name} ${about}`).slice(0, mostOfTitle),
    tool: tools[name] ?? 'other',
    paths: path === undefined ? [] : [path],
    ...(command === undefined ? {} : { command }),
    changes: path === undefined || tools[name] !== 'edit' ? [] : changesOf(path, input),
  };
  const { changes: _, ...told } = use;
  return { event: { kind: 'tool_call', state: 'running', ...told }, use };
}

function changesOf(path: string, input: Record<string, unknown>): ToolUse['changes'] {
  const edits = Array.isArray(input.edits) ? (input.edits as Record<string, unknown>[]) : [input];
  return edits.flatMap((edit) => {
    const after = textOf(edit.content) ?? textOf(edit.new_string) ?? textOf(edit.new_source);
    const before = textOf(edit.old_string);
    return after === undefined ? [] : [{ path, ...(before === undefined ? {} : { before }), after }];
  });
}

/** The changes of a tool that went well. */
export const diffsOf = ({ call, changes }: ToolUse): DriverEventBody[] =>
  changes.map(({ path, before, after }) => ({
    kind: 'diff',
    call,
    path,
    ...(before === undefined ? {} : { before: before.slice(0, mostOfDiff) }),
    after: after.slice(0, mostOfDiff),
    isCut: after.length > mostOfDiff || (before?.length ?? 0) > mostOfDiff,
  }));

const todoStates: Record<string, 'pending' | 'running' | 'done'> = {
  pending: 'pending',
  in_progress: 'running',
  completed: 'done',
};

/** The agent's own plan, where the tool is the one that keeps it. */
export function planOf(name: string, { todos }: Record<string, unknown>): DriverEventBody | undefined {
  if (name !== 'TodoWrite' || !Array.isArray(todos)) return undefined;
  const entries = (todos as Record<string, unknown>[]).map(({ content, status }) => ({
    text: textOf(content) ?? '',
    state: todoStates[textOf(status) ?? ''] ?? 'pending',
  }));
  return { kind: 'plan', entries };
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
