import type { StopReason } from '@agentclientprotocol/sdk';
import { z } from 'zod';
import type { AgentStep } from './agent-script.ts';
import type { Stage, ToolStep } from './play-step.ts';

const blockSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({
    type: z.literal('tool_use'),
    id: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
  }),
]);
const answerSchema = z.looseObject({
  content: z.array(blockSchema),
  usage: z.looseObject({
    input_tokens: z.int(),
    output_tokens: z.int(),
    cache_read_input_tokens: z.int().default(0),
  }),
});
type ToolUse = Extract<z.output<typeof blockSchema>, { type: 'tool_use' }>;

/** What obeying needs of the one who plays the steps. */
type Hands = {
  /** Uses a tool; `end` says that the turn is over with it. */
  use(step: ToolStep): Promise<{ end: StopReason | undefined; result: string }>;
  play(step: AgentStep): Promise<unknown>;
};

const toolNames = ['Write', 'Read', 'Bash'];

/**
 * Does what the model at ANTHROPIC_BASE_URL says until it only speaks: the loop of every real agent, with the tools of Claude Code.
 */
export async function obeyModel(stage: Stage, { use, play }: Hands): Promise<StopReason | undefined> {
  const messages: unknown[] = [{ role: 'user', content: stage.prompt }];
  for (;;) {
    const answer = await askModel(stage, messages);
    if (answer === undefined) return 'cancelled';
    const { input_tokens: input, output_tokens: output, cache_read_input_tokens: cacheRead } = answer.usage;
    await play({ do: 'spend', input, output, cacheRead });
    const results: unknown[] = [];
    for (const block of answer.content) {
      if (block.type === 'text') await play({ do: 'say', text: block.text, chunks: 1 });
      else {
        const { end, result } = await use(stepOf(block));
        if (end !== undefined) return end;
        results.push({ type: 'tool_result', tool_use_id: block.id, content: result });
      }
    }
    if (results.length === 0) return undefined;
    messages.push({ role: 'assistant', content: answer.content }, { role: 'user', content: results });
  }
}

/** Undefined when the turn was cancelled while the model kept silent. */
async function askModel({ env, cancel }: Stage, messages: readonly unknown[]) {
  try {
    const response = await fetch(`${env.ANTHROPIC_BASE_URL}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': env.ANTHROPIC_API_KEY ?? '' },
      body: JSON.stringify({
        ...{ model: 'claude-scripted', max_tokens: 1_000, messages },
        tools: toolNames.map((name) => ({ name, input_schema: { type: 'object' } })),
      }),
      signal: cancel,
    });
    if (!response.ok) throw new Error(`the model answered ${response.status}: ${await response.text()}`);
    return answerSchema.parse(await response.json());
  } catch (error) {
    if (cancel.aborted) return undefined;
    throw error;
  }
}

function stepOf({ name, input }: ToolUse): ToolStep {
  const text = (key: string): string => z.string().parse(input[key]);
  const tool = { asks: 'mode' as const, isUntold: false };
  if (name === 'Write') return { do: 'write', path: text('file_path'), text: text('content'), ...tool };
  if (name === 'Read') return { do: 'read', path: text('file_path'), ...tool };
  if (name === 'Bash') return { do: 'shell', command: text('command'), ...tool };
  const [, server, called] = /^mcp__(\w+?)__(\w+)$/.exec(name) ?? [];
  if (server === undefined || called === undefined)
    throw new Error(`the model called '${name}', which is no tool here`);
  return { do: 'mcp', server, tool: called, arguments: input, asks: 'mode' };
}
