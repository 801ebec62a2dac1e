import { z } from 'zod';
import { classAgentError } from '../class-agent-error.ts';
import type { DriverEventBody, Usage } from '../driver-event.ts';
import type { HeadlessTurn, LineReader } from './headless-profile.ts';

const status = z.string().catch('in_progress');

const itemSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('agent_message'), text: z.string() }),
  z.looseObject({ type: z.literal('reasoning'), text: z.string() }),
  z.looseObject({
    type: z.literal('command_execution'),
    id: z.string(),
    command: z.string(),
    aggregated_output: z.string().default(''),
    status,
  }),
  z.looseObject({
    type: z.literal('file_change'),
    id: z.string(),
    changes: z.array(z.looseObject({ path: z.string(), kind: z.string().optional() })),
    status,
  }),
  z.looseObject({
    type: z.literal('mcp_tool_call'),
    id: z.string(),
    server: z.string(),
    tool: z.string(),
    result: z.unknown().optional(),
    error: z.looseObject({ message: z.string() }).nullish().catch(undefined),
    status,
  }),
  z.looseObject({ type: z.literal('web_search'), id: z.string(), query: z.string().default('') }),
  z.looseObject({
    type: z.literal('todo_list'),
    items: z.array(z.looseObject({ text: z.string(), completed: z.boolean() })),
  }),
  z.looseObject({ type: z.literal('error'), message: z.string() }),
]);
type Item = z.output<typeof itemSchema>;

const count = z.int().nonnegative().optional().catch(undefined);

const lineSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.looseObject({ type: z.literal('item.started'), item: itemSchema }),
  z.looseObject({ type: z.literal('item.updated'), item: itemSchema }),
  z.looseObject({ type: z.literal('item.completed'), item: itemSchema }),
  z.looseObject({ type: z.literal('error'), message: z.string() }),
  z.looseObject({
    type: z.literal('turn.completed'),
    usage: z
      .looseObject({
        input_tokens: count,
        cached_input_tokens: count,
        cache_write_input_tokens: count,
        output_tokens: count,
        reasoning_output_tokens: count,
      })
      .optional(),
  }),
  z.looseObject({ type: z.literal('turn.failed'), error: z.looseObject({ message: z.string() }) }),
]);

const mostOutput = 2_000;
const mostOfTitle = 200;

/** Reads `codex exec --json`. What its sandbox refused shows only as a command that failed, or not at all. */
export function makeCodexReader({ options, conversation }: HeadlessTurn): LineReader {
  let said = '';
  let isComplete = false;
  let failure: string | undefined;

  const item = (told: Item, isOver: boolean): DriverEventBody[] => {
    switch (told.type) {
      case 'agent_message':
        said = told.text;
        return [{ kind: 'message', text: told.text }];
      case 'reasoning':
        return [{ kind: 'thought', text: told.text }];
      case 'todo_list': {
        const entries = told.items.map(({ text, completed }) => ({
          text,
          state: completed ? ('done' as const) : ('pending' as const),
        }));
        return [{ kind: 'plan', entries }];
      }
      case 'error':
        return [{ kind: 'note', text: told.message }];
      default:
        return [toolEvent(told, isOver)];
    }
  };

  return {
    read(raw) {
      const parsed = lineSchema.safeParse(raw);
      if (!parsed.success) return [];
      const line = parsed.data;
      switch (line.type) {
        case 'thread.started':
          return [{ kind: 'conversation', id: line.thread_id, isResumed: line.thread_id === conversation }];
        case 'item.started':
        case 'item.updated':
        case 'item.completed':
          return item(line.item, line.type === 'item.completed');
        case 'error':
          return [{ kind: 'note', text: line.message }];
        case 'turn.completed':
          isComplete = true;
          return usageOf(line.usage, options.model).map((usage) => ({ kind: 'usage', usage }));
        case 'turn.failed':
          isComplete = true;
          failure = wordsOf(line.error.message);
          return [];
      }
    },
    end(stderr) {
      const isConversationUnknown =
        !isComplete && /no rollout found|no such thread|thread not found/i.test(stderr);
      return {
        said,
        isComplete,
        isConversationUnknown,
        ...(failure === undefined ? {} : { error: classAgentError({ message: failure, fallback: 'model' }) }),
      };
    },
  };
}

type Tool = Extract<Item, { type: 'command_execution' | 'file_change' | 'mcp_tool_call' | 'web_search' }>;

function toolEvent(told: Tool, isOver: boolean): DriverEventBody {
  const about = { kind: 'tool_call' as const, call: told.id, paths: [] };
  if (told.type === 'web_search')
    return { ...about, title: `Search ${told.query}`, tool: 'fetch', state: isOver ? 'done' : 'running' };
  const state = !isOver ? 'running' : told.status === 'completed' ? 'done' : 'failed';
  switch (told.type) {
    case 'command_execution': {
      const { command, aggregated_output: output } = told;
      const title = command.slice(0, mostOfTitle);
      return {
        ...about,
        title,
        tool: 'execute',
        state,
        command,
        ...(isOver ? { output: output.slice(-mostOutput) } : {}),
      };
    }
    case 'file_change': {
      const paths = told.changes.map(({ path }) => path);
      const tool = told.changes.every(({ kind }) => kind === 'delete') ? 'delete' : 'edit';
      return { ...about, title: `Change ${paths.join(', ')}`.slice(0, mostOfTitle), tool, state, paths };
    }
    case 'mcp_tool_call': {
      const output = told.error?.message ?? (told.result == null ? '' : JSON.stringify(told.result));
      const title = `mcp.${told.server}.${told.tool}`;
      return {
        ...about,
        title,
        tool: 'other',
        state,
        ...(isOver ? { output: output.slice(-mostOutput) } : {}),
      };
    }
  }
}

type ToldUsage = Extract<z.output<typeof lineSchema>, { type: 'turn.completed' }>['usage'];

/** Of the whole thread, resumed turns included; what came from a cache is a part of the input here. */
function usageOf(told: ToldUsage, model: string | undefined): Usage[] {
  if (told === undefined) return [];
  const { input_tokens: read, cached_input_tokens: cacheRead, cache_write_input_tokens: cacheWrite } = told;
  const { output_tokens: output, reasoning_output_tokens: reasoning } = told;
  const fresh = read === undefined ? undefined : Math.max(0, read - (cacheRead ?? 0) - (cacheWrite ?? 0));
  const numbers = Object.entries({ input: fresh, cacheRead, cacheWrite, output, reasoning });
  return [
    {
      vendor: 'openai',
      ...(model === undefined ? {} : { model }),
      scope: 'conversation',
      kind: 'total',
      quality: 'reported',
      ...Object.fromEntries(numbers.filter(([, number]) => number !== undefined)),
    },
  ];
}

const apiErrorSchema = z.looseObject({
  error: z.looseObject({ message: z.string(), type: z.string().nullish(), code: z.string().nullish() }),
});

/** What the model refused comes as the body of its answer, in JSON. */
function wordsOf(message: string): string {
  if (!message.startsWith('{')) return message;
  try {
    const parsed = apiErrorSchema.safeParse(JSON.parse(message));
    if (!parsed.success) return message;
    const { error } = parsed.data;
    return `${error.message} (${error.code ?? error.type ?? 'no code'})`;
  } catch {
    // Looks like JSON and is none: then the words are all there is.
    return message;
  }
}
