import type { PlayedScript, Tokens } from './agent-script.ts';

/** What the agent knows of its tokens when a turn ends. */
export type Spending = { conversation: Tokens; turn: Tokens; lastRequest: Tokens };

export function addTokens(left: Tokens, right: Tokens): Tokens {
  const sum: Tokens = { ...left };
  for (const [name, number] of Object.entries(right) as [keyof Tokens, number][])
    sum[name] = (sum[name] ?? 0) + number;
  return sum;
}

/** The part of the answer to a prompt that speaks of tokens, in the agent's style: the truth, or the script's lie. */
export function toldUsage(
  { style, lie }: PlayedScript['usage'],
  spending: Spending,
): Record<string, unknown> {
  switch (style) {
    case 'none':
      return {};
    case 'turn':
      return { usage: promptUsage(lie ?? spending.turn) };
    case 'conversation':
      return { usage: promptUsage(lie ?? spending.conversation) };
    case 'last_request':
      return { usage: promptUsage(lie ?? spending.lastRequest) };
    case 'quota': {
      const { input = 0, output = 0 } = lie ?? spending.turn;
      return { _meta: { quota: { token_count: { input_tokens: input, output_tokens: output } } } };
    }
  }
}

/** As the protocol's unstable part has it, which claude-agent-acp, codex-acp and opencode send. */
function promptUsage({
  input = 0,
  output = 0,
  cacheRead,
  cacheWrite,
  reasoning,
}: Tokens): Record<string, number> {
  return {
    totalTokens: input + output + (cacheRead ?? 0) + (cacheWrite ?? 0),
    inputTokens: input,
    outputTokens: output,
    ...(cacheRead === undefined ? {} : { cachedReadTokens: cacheRead }),
    ...(cacheWrite === undefined ? {} : { cachedWriteTokens: cacheWrite }),
    ...(reasoning === undefined ? {} : { thoughtTokens: reasoning }),
  };
}
