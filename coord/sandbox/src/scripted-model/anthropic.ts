import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import {
  cut,
  longestCommandMs,
  type ModelApi,
  type ModelCall,
  type Piece,
  type Refusal,
  refusalStatus,
} from './model-call.ts';
import type { PlayedStep } from './model-step.ts';

const blockSchema = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  name: z.string().optional(),
  content: z.unknown().optional(),
});
const contentSchema = z.union([z.string(), z.array(blockSchema)]);

const requestSchema = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  messages: z.array(z.looseObject({ role: z.string(), content: contentSchema })),
  tools: z.array(z.looseObject({ name: z.string().optional() })).optional(),
  output_config: z
    .looseObject({
      format: z.looseObject({ schema: z.record(z.string(), z.unknown()).optional() }).optional(),
    })
    .optional(),
});

const searchTool = 'ToolSearch';

/** The Messages API, as Claude Code uses it. */
export const anthropic: ModelApi = {
  name: 'anthropic',

  readCall(body) {
    const { model, stream = false, messages, tools = [], output_config } = requestSchema.parse(body);
    return {
      model,
      isStream: stream,
      pieces: messages.flatMap(({ role, content }) => piecesOf(role, content)),
      tools: tools.flatMap(({ name }) => name ?? []),
      schema: output_config?.format?.schema,
    };
  },

  word(saying, call, { usage, pieces }) {
    const read = {
      input_tokens: usage.input,
      cache_creation_input_tokens: usage.cacheWrite,
      cache_read_input_tokens: usage.cacheRead,
    };
    const use = saying.kind === 'text' ? undefined : toolUse(saying.step, call);
    const block =
      saying.kind === 'text'
        ? { type: 'text', text: saying.text }
        : { type: 'tool_use', id: `toolu_${randomUUID()}`, ...use };
    const whole = saying.kind === 'text' ? saying.text : JSON.stringify(use?.input);
    const stop =
      saying.kind === 'tool'
        ? 'tool_use'
        : { done: 'end_turn', length: 'max_tokens', refused: 'refusal' }[saying.stop];
    const message = { id: `msg_${randomUUID()}`, type: 'message', role: 'assistant', model: call.model };
    const isText = saying.kind === 'text';
    const deltas = cut(whole, pieces).map((part) =>
      isText ? { type: 'text_delta', text: part } : { type: 'input_json_delta', partial_json: part },
    );
    const start = {
      ...message,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...read, output_tokens: 1 },
    };
    const data = [
      { type: 'message_start', message: start },
      {
        type: 'content_block_start',
        index: 0,
        content_block: isText ? { ...block, text: '' } : { ...block, input: {} },
      },
      ...deltas.map((delta) => ({ type: 'content_block_delta', index: 0, delta })),
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: stop, stop_sequence: null },
        usage: { ...read, output_tokens: usage.output },
      },
      { type: 'message_stop' },
    ];
    return {
      frames: data.map((each) => ({ event: each.type, data: each })),
      body: {
        ...message,
        content: [block],
        stop_reason: stop,
        stop_sequence: null,
        usage: { ...read, output_tokens: usage.output },
      },
    };
  },

  refuse({ as, retryAfterMs }) {
    const { type, message } = refusals[as];
    return {
      status: refusalStatus[as],
      headers: retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) },
      body: { type: 'error', error: { type, message }, request_id: `req_${randomUUID()}` },
    };
  },
};

const refusals: Record<Refusal['as'], { type: string; message: string }> = {
  auth: { type: 'authentication_error', message: 'invalid x-api-key' },
  quota: { type: 'rate_limit_error', message: 'Your credit balance is too low to access the Anthropic API.' },
  rate_limit: {
    type: 'rate_limit_error',
    message: "This request would exceed your organization's rate limit.",
  },
  overloaded: { type: 'overloaded_error', message: 'Overloaded' },
  bad_request: { type: 'invalid_request_error', message: 'messages: at least one message is required' },
  server_error: { type: 'api_error', message: 'Internal server error' },
};

function piecesOf(role: string, content: z.output<typeof contentSchema>): Piece[] {
  if (typeof content === 'string') return role === 'user' ? [{ kind: 'prompt', text: content }] : [];
  if (role === 'assistant') {
    const used = content.filter(({ type }) => type === 'tool_use');
    return used.length === 0
      ? []
      : [{ kind: 'tools', isSearch: used.every(({ name }) => name === searchTool) }];
  }
  if (role !== 'user') return [];
  return content.flatMap((block): Piece[] => {
    if (block.type === 'tool_result') return [{ kind: 'result', text: resultText(block.content) }];
    return block.text === undefined ? [] : [{ kind: 'prompt', text: block.text }];
  });
}

function resultText(content: unknown): string {
  return typeof content === 'string' ? content : JSON.stringify(content ?? '');
}

function toolUse(
  step: Exclude<PlayedStep, { do: 'text' }>,
  { tools, pieces }: ModelCall,
): { name: string; input: Record<string, unknown> } {
  switch (step.do) {
    case 'write':
      return { name: 'Write', input: { file_path: step.path, content: step.text } };
    case 'read':
      return { name: 'Read', input: { file_path: step.path } };
    case 'shell':
      return {
        name: 'Bash',
        input: { command: step.command, description: 'Scripted command', timeout: longestCommandMs },
      };
    case 'tool':
      return { name: step.name, input: step.input };
    case 'mcp': {
      const name = `mcp__${step.server}__${step.tool}`;
      // Newer versions offer a search instead of the tools of MCP servers; the found one can then be called.
      const mustSearch = !tools.includes(name) && tools.includes(searchTool) && !hasJustSearched(pieces);
      return mustSearch
        ? { name: searchTool, input: { query: `select:${name}`, max_results: 1 } }
        : { name, input: step.arguments };
    }
  }
}

/** Whether the last thing the model did was to look for a tool. */
function hasJustSearched(pieces: readonly Piece[]): boolean {
  const last = pieces.findLast(({ kind }) => kind === 'tools');
  return last?.kind === 'tools' && last.isSearch;
}
