import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { cut, longestCommandMs, type ModelApi, type Piece } from './model-call.ts';
import type { PlayedStep } from './model-step.ts';
import { openaiRefusal } from './openai-refusal.ts';

const messageSchema = z.looseObject({
  role: z.string(),
  content: z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))]).nullish(),
  tool_calls: z.array(z.unknown()).nullish(),
});

const requestSchema = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  messages: z.array(messageSchema),
  tools: z.array(z.looseObject({ function: z.looseObject({ name: z.string() }).optional() })).optional(),
  response_format: z
    .looseObject({
      json_schema: z.looseObject({ schema: z.record(z.string(), z.unknown()).optional() }).optional(),
    })
    .optional(),
});

/** Chat Completions, as opencode uses it with a provider of one's own. */
export const openaiChat: ModelApi = {
  name: 'openai-chat',

  readCall(body) {
    const { model, stream = false, messages, tools = [], response_format } = requestSchema.parse(body);
    return {
      model,
      isStream: stream,
      pieces: messages.flatMap(piecesOf),
      tools: tools.flatMap((tool) => tool.function?.name ?? []),
      schema: response_format?.json_schema?.schema,
    };
  },

  word(saying, { model }, { usage, pieces }) {
    const whole = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1_000), model };
    const toolCall =
      saying.kind === 'tool'
        ? { index: 0, id: `call_${randomUUID()}`, type: 'function', function: functionCall(saying.step) }
        : undefined;
    const finish =
      saying.kind === 'tool'
        ? 'tool_calls'
        : { done: 'stop', length: 'length', refused: 'content_filter' }[saying.stop];
    const told = {
      prompt_tokens: usage.input + usage.cacheRead + usage.cacheWrite,
      completion_tokens: usage.output,
      total_tokens: usage.input + usage.cacheRead + usage.cacheWrite + usage.output,
      prompt_tokens_details: { cached_tokens: usage.cacheRead },
      completion_tokens_details: { reasoning_tokens: usage.reasoning },
    };
    const deltas: Record<string, unknown>[] =
      saying.kind === 'text'
        ? cut(saying.text, pieces).map((content) => ({ content }))
        : [{ tool_calls: [toolCall] }];
    const chunk = (choices: unknown[], rest = {}) => ({
      data: { ...whole, object: 'chat.completion.chunk', choices, ...rest },
    });
    return {
      frames: [
        chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]),
        ...deltas.map((delta) => chunk([{ index: 0, delta, finish_reason: null }])),
        chunk([{ index: 0, delta: {}, finish_reason: finish }]),
        chunk([], { usage: told }),
      ],
      body: {
        ...whole,
        object: 'chat.completion',
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: saying.kind === 'text' ? saying.text : null,
              ...(toolCall === undefined ? {} : { tool_calls: [toolCall] }),
            },
            finish_reason: finish,
          },
        ],
        usage: told,
      },
    };
  },

  refuse: openaiRefusal,
  streamEnd: 'data: [DONE]\n\n',
};

function piecesOf({ role, content, tool_calls }: z.output<typeof messageSchema>): Piece[] {
  const text =
    typeof content === 'string' ? content : (content ?? []).map((part) => part.text ?? '').join('\n');
  if (role === 'user') return [{ kind: 'prompt', text }];
  if (role === 'tool') return [{ kind: 'result', text }];
  return (tool_calls ?? []).length > 0 ? [{ kind: 'tools', isSearch: false }] : [];
}

function functionCall(step: Exclude<PlayedStep, { do: 'text' }>): { name: string; arguments: string } {
  const call = (name: string, input: unknown) => ({ name, arguments: JSON.stringify(input) });
  switch (step.do) {
    case 'write':
      return call('write', { filePath: step.path, content: step.text });
    case 'read':
      return call('read', { filePath: step.path });
    case 'shell':
      return call('bash', {
        command: step.command,
        description: 'Scripted command',
        timeout: longestCommandMs,
      });
    case 'mcp':
      return call(`${step.server}_${step.tool}`, step.arguments);
    case 'tool':
      return call(step.name, step.input);
  }
}
