import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { cut, type ModelApi, type ModelCall, type Piece } from './model-call.ts';
import type { PlayedStep } from './model-step.ts';
import { openaiRefusal } from './openai-refusal.ts';

const toolSchema = z.looseObject({
  type: z.string(),
  name: z.string().optional(),
  tools: z.array(z.looseObject({ name: z.string().optional() })).optional(),
});
const itemSchema = z.looseObject({
  type: z.string().optional(),
  role: z.string().optional(),
  content: z
    .union([
      z.string(),
      z.array(z.looseObject({ text: z.string().optional(), encrypted_content: z.string().optional() })),
    ])
    .optional(),
  output: z.unknown().optional(),
  tools: z.array(toolSchema).optional(),
});

const requestSchema = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  input: z.union([z.string(), z.array(itemSchema)]),
  tools: z.array(toolSchema).optional(),
  text: z
    .looseObject({
      format: z.looseObject({ schema: z.record(z.string(), z.unknown()).optional() }).optional(),
    })
    .optional(),
});

const calls = new Set(['function_call', 'custom_tool_call', 'local_shell_call', 'mcp_call']);

/** The Responses API, as Codex uses it. */
export const openaiResponses: ModelApi = {
  name: 'openai-responses',

  readCall(body) {
    const { model, stream = false, input, tools = [], text } = requestSchema.parse(body);
    const items = typeof input === 'string' ? [{ type: 'message', role: 'user', content: input }] : input;
    // Some models get their tools, and all of them what they searched for, as items of the conversation.
    const found = items.flatMap((item) => item.tools ?? []);
    return {
      model,
      isStream: stream,
      pieces: items.flatMap(piecesOf),
      tools: [...tools, ...found].flatMap(namesOf),
      schema: text?.format?.schema,
    };
  },

  word(saying, call, { usage, pieces }) {
    const id = `resp_${randomUUID()}`;
    const item =
      saying.kind === 'text'
        ? {
            type: 'message',
            id: `msg_${randomUUID()}`,
            role: 'assistant',
            status: 'completed',
            content: [{ type: 'output_text', text: saying.text, annotations: [] }],
          }
        : toolCall(saying.step, call);
    const deltas =
      saying.kind === 'text'
        ? cut(saying.text, pieces).map((delta) => ({
            type: 'response.output_text.delta',
            item_id: item.id,
            output_index: 0,
            content_index: 0,
            delta,
          }))
        : [];
    const response = {
      id,
      object: 'response',
      model: call.model,
      status: saying.kind === 'text' && saying.stop === 'length' ? 'incomplete' : 'completed',
      ...(saying.kind === 'text' && saying.stop === 'length'
        ? { incomplete_details: { reason: 'max_output_tokens' } }
        : {}),
      output: [item],
      usage: {
        input_tokens: usage.input + usage.cacheRead + usage.cacheWrite,
        input_tokens_details: { cached_tokens: usage.cacheRead },
        output_tokens: usage.output,
        output_tokens_details: { reasoning_tokens: usage.reasoning },
        total_tokens: usage.input + usage.cacheRead + usage.cacheWrite + usage.output,
      },
    };
    const begun = item.type === 'message' ? { ...item, content: [], status: 'in_progress' } : item;
    const data = [
      { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
      { type: 'response.output_item.added', output_index: 0, item: begun },
      ...deltas,
      { type: 'response.output_item.done', output_index: 0, item },
      { type: response.status === 'incomplete' ? 'response.incomplete' : 'response.completed', response },
    ];
    return {
      frames: data.map((each, index) => ({ event: each.type, data: { ...each, sequence_number: index } })),
      body: response,
    };
  },

  refuse: openaiRefusal,
};

function namesOf({ name, type, tools = [] }: z.output<typeof toolSchema>): string[] {
  // A namespace's tools are called by their own name beside the namespace's.
  return tools.length > 0 ? tools.map((tool) => `${name ?? ''}|${tool.name ?? ''}`) : [name ?? type];
}

function piecesOf(item: z.output<typeof itemSchema>): Piece[] {
  const { type = 'message' } = item;
  if (type === 'message' && item.role === 'user') return [{ kind: 'prompt', text: textOf(item.content) }];
  // What one agent of Codex tells another; its text stands in a field for what the vendor would have encrypted.
  if (type === 'agent_message') return [{ kind: 'prompt', text: textOf(item.content) }];
  if (type === 'tool_search_call') return [{ kind: 'tools', isSearch: true }];
  if (calls.has(type)) return [{ kind: 'tools', isSearch: false }];
  if (type.endsWith('_output'))
    return [
      {
        kind: 'result',
        text: typeof item.output === 'string' ? item.output : JSON.stringify(item.output ?? ''),
      },
    ];
  return [];
}

function textOf(content: z.output<typeof itemSchema>['content'] = ''): string {
  return typeof content === 'string'
    ? content
    : content.map(({ text, encrypted_content }) => text ?? encrypted_content ?? '').join('\n');
}

function toolCall(step: Exclude<PlayedStep, { do: 'text' }>, { tools }: ModelCall) {
  const call = { call_id: `call_${randomUUID()}`, id: `item_${randomUUID()}`, status: 'completed' };
  const [namespace, ownName] = step.do === 'tool' && tools.includes(step.name) ? step.name.split('|') : [];
  // A tool of a namespace that is listed beside the one for code is called as it stands.
  if (step.do === 'tool' && ownName !== undefined && namespace !== 'functions')
    return {
      ...call,
      type: 'function_call',
      namespace,
      name: ownName,
      arguments: JSON.stringify(step.input),
    };
  if (tools.includes(codeTool))
    return { ...call, type: 'custom_tool_call', name: 'exec', input: `text(await tools.${codeCall(step)});` };
  const callFunction = (name: string, input: unknown) => ({
    ...call,
    type: 'function_call',
    name,
    arguments: JSON.stringify(input),
  });
  const shell = (command: string) =>
    tools.includes('exec_command')
      ? callFunction('exec_command', { cmd: command, yield_time_ms: longestYieldMs })
      : callFunction('shell', { command: ['sh', '-c', command] });
  switch (step.do) {
    case 'write':
      return tools.includes('apply_patch')
        ? { ...call, type: 'custom_tool_call', name: 'apply_patch', input: addFilePatch(step) }
        : shell(writeCommand(step));
    case 'read':
      return shell(readCommand(step));
    case 'shell':
      return shell(step.command);
    case 'tool':
      return callFunction(step.name, step.input);
    case 'mcp': {
      const whole = mcpName(step);
      if (tools.includes(whole)) return callFunction(whole, step.arguments);
      const spaced = tools
        .map((name) => name.split('|'))
        .find(([space = '', tool]) => tool === step.tool && space.includes(step.server));
      if (spaced !== undefined) return { ...callFunction(step.tool, step.arguments), namespace: spaced[0] };
      // Deferred tools are found by a search that the client carries out.
      return {
        ...call,
        type: 'tool_search_call',
        execution: 'client',
        arguments: { query: `${step.server} ${step.tool}`, limit: 5 },
      };
    }
  }
}

/** Codex waits so long for a command at most, and says then that it goes on. */
const longestYieldMs = 30_000;

/** Newer models of Codex have one tool that runs JavaScript, in which the others are functions. */
const codeTool = 'functions|exec';

function codeCall(step: Exclude<PlayedStep, { do: 'text' }>): string {
  const call = (name: string, input: unknown) => `${name}(${JSON.stringify(input)})`;
  switch (step.do) {
    case 'write':
      return call('apply_patch', addFilePatch(step));
    case 'read':
      return call('exec_command', { cmd: readCommand(step) });
    case 'shell':
      return call('exec_command', { cmd: step.command, yield_time_ms: longestYieldMs });
    case 'tool':
      return call(step.name, step.input);
    case 'mcp':
      return call(mcpName(step), step.arguments);
  }
}

const mcpName = ({ server, tool }: { server: string; tool: string }): string => `mcp__${server}__${tool}`;
const readCommand = ({ path }: { path: string }): string => `cat '${path}'`;

function addFilePatch({ path, text }: { path: string; text: string }): string {
  const lines = text.replace(/\n$/, '').split('\n');
  return `*** Begin Patch\n*** Add File: ${path}\n${lines.map((line) => `+${line}\n`).join('')}*** End Patch\n`;
}

function writeCommand({ path, text }: { path: string; text: string }): string {
  const bytes = Buffer.from(text).toString('base64');
  return `mkdir -p "$(dirname '${path}')" && printf %s ${bytes} | base64 -d > '${path}'`;
}
