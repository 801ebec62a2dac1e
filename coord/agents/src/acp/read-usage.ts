import { z } from 'zod';
import type { Usage } from '../driver-event.ts';

const count = z.int().nonnegative().optional().catch(undefined);

/** The field `usage` of an answer to a prompt: unstable in the protocol, sent by most. */
const promptUsageSchema = z.object({
  usage: z.object({
    inputTokens: count,
    outputTokens: count,
    cachedReadTokens: count,
    cachedWriteTokens: count,
    thoughtTokens: count,
  }),
});

const tokenCountSchema = z.object({
  inputTokens: count,
  input_tokens: count,
  outputTokens: count,
  output_tokens: count,
  cachedInputTokens: count,
  /** claude-agent-acp. */
  cachedWriteTokens: count,
  /** codex-acp. */
  cacheWriteInputTokens: count,
  reasoningOutputTokens: count,
});
type TokenCount = z.infer<typeof tokenCountSchema>;

/** `_meta.quota`, in which the adapters of Claude Code, Codex and Gemini agree; only the rows by model count subagents too. */
const quotaSchema = z.object({
  _meta: z.object({
    quota: z.object({
      token_count: tokenCountSchema.nullish().catch(undefined),
      model_usage: z
        .array(z.object({ model: z.string(), token_count: tokenCountSchema }))
        .nullish()
        .catch(undefined),
    }),
  }),
});

type About = Pick<Usage, 'vendor' | 'scope'> & { model?: string | undefined };

/** What a turn's answer says in its field `usage`; nothing where it has none. */
export function readPromptUsage(response: unknown, about: About): Usage[] {
  const parsed = promptUsageSchema.safeParse(response);
  if (!parsed.success) return [];
  const { inputTokens, outputTokens, cachedReadTokens, cachedWriteTokens, thoughtTokens } = parsed.data.usage;
  return reported(about, {
    input: inputTokens,
    output: outputTokens,
    cacheRead: cachedReadTokens,
    cacheWrite: cachedWriteTokens,
    reasoning: thoughtTokens,
  });
}

/** What a turn's answer says in `_meta.quota`, by model where it does. */
export function readQuota(response: unknown, about: About): Usage[] {
  const parsed = quotaSchema.safeParse(response);
  if (!parsed.success) return [];
  const { token_count: whole, model_usage: rows } = parsed.data._meta.quota;
  if (rows != null && rows.length > 0)
    return rows.flatMap(({ model, token_count }) => reported({ ...about, model }, tokensOf(token_count)));
  return whole == null ? [] : reported(about, tokensOf(whole));
}

/** A turn that cost something nobody knows. */
export const unknownUsage = ({ vendor, model }: Pick<About, 'vendor' | 'model'>): Usage => ({
  vendor,
  ...(model === undefined ? {} : { model }),
  scope: 'turn',
  kind: 'delta',
  quality: 'unknown',
});

type Tokens = {
  [Name in 'input' | 'output' | 'cacheRead' | 'cacheWrite' | 'reasoning']?: number | undefined;
};

const tokensOf = (told: TokenCount): Tokens => ({
  input: told.inputTokens ?? told.input_tokens,
  output: told.outputTokens ?? told.output_tokens,
  cacheRead: told.cachedInputTokens,
  cacheWrite: told.cachedWriteTokens ?? told.cacheWriteInputTokens,
  reasoning: told.reasoningOutputTokens,
});

/** Nothing where no number was said: an empty record would pass for a turn that cost nothing. */
function reported({ vendor, scope, model }: About, tokens: Tokens): Usage[] {
  const said = Object.fromEntries(Object.entries(tokens).filter(([, number]) => number !== undefined));
  if (Object.keys(said).length === 0) return [];
  return [
    {
      vendor,
      ...(model === undefined ? {} : { model }),
      scope,
      kind: 'delta',
      quality: 'reported',
      ...said,
    },
  ];
}
