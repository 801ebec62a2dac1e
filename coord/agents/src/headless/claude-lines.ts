import { z } from 'zod';
import { classAgentError } from '../class-agent-error.ts';
import type { AgentError, DriverEventBody, Usage } from '../driver-event.ts';
import { diffsOf, planOf, type ToolUse, toolEvent } from './claude-tools.ts';
import type { HeadlessTurn, LineReader, LinesEnd } from './headless-profile.ts';

const count = z.int().nonnegative().optional().catch(undefined);

const contentSchema = z.array(
  z.looseObject({
    type: z.string(),
    text: z.string().optional(),
    thinking: z.string().optional(),
    id: z.string().optional(),
    name: z.string().optional(),
    input: z.record(z.string(), z.unknown()).optional().catch(undefined),
    tool_use_id: z.string().optional(),
    content: z.unknown().optional(),
    is_error: z.boolean().optional().catch(undefined),
  }),
);
const modelUsageSchema = z.looseObject({
  inputTokens: count,
  outputTokens: count,
  cacheReadInputTokens: count,
  cacheCreationInputTokens: count,
  costUSD: z.number().nonnegative().optional().catch(undefined),
});

const lineSchema = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('system'),
    subtype: z.string(),
    session_id: z.string().optional(),
    permissionMode: z.string().optional(),
    mcp_servers: z.array(z.looseObject({ name: z.string(), status: z.string() })).optional(),
    error_status: z.int().nullish(),
    retry_delay_ms: z.number().nonnegative().optional(),
    error: z.string().optional(),
    tool_name: z.string().optional(),
    tool_use_id: z.string().optional(),
    message: z.string().optional(),
  }),
  z.looseObject({
    type: z.literal('assistant'),
    message: z.looseObject({ content: contentSchema }),
    is_api_error_message: z.boolean().optional(),
  }),
  z.looseObject({
    type: z.literal('user'),
    message: z.looseObject({ content: z.union([z.string(), contentSchema]) }),
  }),
  z.looseObject({
    type: z.literal('result'),
    subtype: z.string(),
    is_error: z.boolean(),
    result: z.string().optional(),
    errors: z.array(z.string()).optional(),
    stop_reason: z.string().nullish(),
    api_error_status: z.int().nullish(),
    api_error_type: z.string().optional(),
    total_cost_usd: z.number().nonnegative().optional(),
    usage: z
      .looseObject({
        input_tokens: count,
        output_tokens: count,
        cache_read_input_tokens: count,
        cache_creation_input_tokens: count,
      })
      .optional(),
    model_usage_since_last_result: z.record(z.string(), modelUsageSchema).optional(),
  }),
]);
type Line = z.output<typeof lineSchema>;
type Of<Type extends Line['type']> = Extract<Line, { type: Type }>;

/** Reads `claude -p --output-format stream-json --verbose`. */
export function makeClaudeReader({ options, conversation }: HeadlessTurn, mode: string): LineReader {
  const used = new Map<string, ToolUse>();
  let said = '';
  let result: Of<'result'> | undefined;
  let retryAfterMs: number | undefined;
  let isBegun = false;

  const system = (line: Of<'system'>): DriverEventBody[] => {
    switch (line.subtype) {
      case 'init':
        return begin(line);
      case 'api_retry':
        retryAfterMs = line.retry_delay_ms;
        return [
          {
            kind: 'note',
            text: `The model refused (${line.error_status ?? line.error ?? 'no answer'}); the agent tries again in ${Math.round(line.retry_delay_ms ?? 0)} ms`,
          },
        ];
      case 'permission_denied': {
        const call = line.tool_use_id ?? '';
        const use = used.get(call);
        const reason = line.message ?? 'not allowed in its mode';
        const paths = use?.paths ?? [];
        return [
          {
            kind: 'permission',
            call,
            title: use?.title ?? line.tool_name ?? '',
            paths,
            decision: 'denied',
            by: 'policy',
            reason,
          },
        ];
      }
      default:
        return [];
    }
  };

  // It says so again with every message that it is given while it runs.
  const begin = (line: Of<'system'>): DriverEventBody[] => {
    if (isBegun || line.session_id === undefined) return [];
    isBegun = true;
    const isOtherMode = line.permissionMode !== undefined && line.permissionMode !== mode;
    const gone = (line.mcp_servers ?? []).filter(({ status }) => status === 'failed');
    return [
      { kind: 'conversation', id: line.session_id, isResumed: conversation !== undefined },
      ...(isOtherMode
        ? [note(`The agent works in the mode '${line.permissionMode}': asked for '${mode}'`)]
        : []),
      ...gone.map(({ name }) => note(`The MCP server '${name}' could not be reached by the agent`)),
    ];
  };

  const assistant = (line: Of<'assistant'>): DriverEventBody[] =>
    line.message.content.flatMap((block): DriverEventBody[] => {
      if (block.type === 'text' && block.text !== undefined) {
        said = block.text;
        return line.is_api_error_message === true ? [] : [{ kind: 'message', text: block.text }];
      }
      if (block.type === 'thinking' && block.thinking) return [{ kind: 'thought', text: block.thinking }];
      if (block.type !== 'tool_use' || block.id === undefined) return [];
      const { event, use } = toolEvent({ call: block.id, name: block.name ?? '', input: block.input ?? {} });
      used.set(block.id, use);
      const plan = planOf(block.name ?? '', block.input ?? {});
      return [event, ...(plan === undefined ? [] : [plan])];
    });

  const user = ({ message: { content } }: Of<'user'>): DriverEventBody[] =>
    typeof content === 'string'
      ? []
      : content.flatMap((block): DriverEventBody[] => {
          const use = used.get(block.tool_use_id ?? '');
          if (block.type !== 'tool_result' || use === undefined) return [];
          used.delete(use.call);
          const isFailed = block.is_error === true;
          return [
            {
              kind: 'tool_call',
              call: use.call,
              title: use.title,
              tool: use.tool,
              state: isFailed ? 'failed' : 'done',
              paths: use.paths,
              ...(use.command === undefined ? {} : { command: use.command }),
              output: outputText(block.content).slice(-mostOutput),
            },
            ...(isFailed ? [] : diffsOf(use)),
          ];
        });

  return {
    read(raw) {
      const parsed = lineSchema.safeParse(raw);
      if (!parsed.success) return [];
      const line = parsed.data;
      switch (line.type) {
        case 'system':
          return system(line);
        case 'assistant':
          return assistant(line);
        case 'user':
          return user(line);
        case 'result':
          result = line;
          return usageOf(line, options.model).map((usage) => ({ kind: 'usage', usage }));
      }
    },
    end: () => endOf({ result, said, retryAfterMs }),
  };
}

const mostOutput = 2_000;
const note = (text: string): DriverEventBody => ({ kind: 'note', text });

function outputText(content: unknown): string {
  const blocks = contentSchema.safeParse(content);
  if (blocks.success) return blocks.data.map(({ text = '' }) => text).join('\n');
  return typeof content === 'string' ? content : JSON.stringify(content ?? '');
}

/**
 * By model, subagents and side calls included, this run alone. `modelUsage` and `total_cost_usd` count everything that a resumed
 * conversation ever cost, and `usage` only the main model; the latter is what older versions have.
 */
function usageOf(line: Of<'result'>, model: string | undefined): Usage[] {
  const about = { vendor: 'anthropic', scope: 'turn', kind: 'delta', quality: 'reported' } as const;
  const rows = Object.entries(line.model_usage_since_last_result ?? {});
  if (rows.length > 0)
    return rows.map(([name, row]) => ({
      ...about,
      model: name,
      ...numbers({
        input: row.inputTokens,
        output: row.outputTokens,
        cacheRead: row.cacheReadInputTokens,
        cacheWrite: row.cacheCreationInputTokens,
      }),
      ...(row.costUSD === undefined ? {} : { costUsd: row.costUSD, costScope: 'turn' }),
    }));
  const { usage, total_cost_usd: costUsd } = line;
  // A run in which no model answered has nothing but zeros.
  if (usage === undefined || line.api_error_status != null) return [];
  return [
    {
      ...about,
      ...(model === undefined ? {} : { model }),
      ...numbers({
        input: usage.input_tokens,
        output: usage.output_tokens,
        cacheRead: usage.cache_read_input_tokens,
        cacheWrite: usage.cache_creation_input_tokens,
      }),
      ...(costUsd === undefined ? {} : { costUsd, costScope: 'conversation' }),
    },
  ];
}

type Numbers = Pick<Usage, 'input' | 'output' | 'cacheRead' | 'cacheWrite'>;

function numbers(tokens: { [Name in keyof Numbers]?: number | undefined }): Numbers {
  return Object.fromEntries(Object.entries(tokens).filter(([, number]) => number !== undefined));
}

function endOf({
  result,
  said,
  retryAfterMs,
}: {
  result: Of<'result'> | undefined;
  said: string;
  retryAfterMs: number | undefined;
}): LinesEnd {
  if (result === undefined) return { said, isComplete: false, isConversationUnknown: false };
  const words = result.errors?.join('\n') ?? result.result ?? said;
  const isConversationUnknown = /No conversation found/i.test(words);
  const cut = cutShort[result.subtype] ?? cutShort[result.stop_reason ?? ''];
  const error = errorOf({ result, words, retryAfterMs });
  return {
    said: result.result ?? said,
    isComplete: true,
    isConversationUnknown,
    ...(error === undefined ? {} : { error }),
    ...(cut === undefined ? {} : { cut }),
  };
}

const cutShort: Partial<Record<string, string>> = {
  error_max_turns: 'Its turn ended at its own limit of model requests.',
  max_tokens: 'Its turn ended at the limit of what the model may say.',
};

/** `is_error` counts: a wrong key ends with the subtype `success`. */
function errorOf({
  result,
  words,
  retryAfterMs,
}: {
  result: Of<'result'>;
  words: string;
  retryAfterMs: number | undefined;
}): AgentError | undefined {
  if (!result.is_error || cutShort[result.subtype] !== undefined) return undefined;
  const message = words === '' ? result.subtype : words;
  if (result.subtype === 'error_max_budget_usd') return { class: 'budget', message };
  if (result.stop_reason === 'refusal') return { class: 'refused', message };
  const status = result.api_error_status ?? undefined;
  const error = classAgentError({
    message,
    // Too little credit comes as a rate limit by its kind; the words know better.
    kind: status === 429 ? undefined : result.api_error_type,
    fallback: status === undefined ? 'crashed' : status >= 500 ? 'transport' : 'model',
  });
  return error.class === 'rate_limit' && retryAfterMs !== undefined ? { retryAfterMs, ...error } : error;
}
