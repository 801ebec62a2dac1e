import { z } from 'zod';

/** The settings of Claude Code that a client hands over when it opens a conversation, as far as they name hooks. */
const metaSchema = z.looseObject({
  claudeCode: z.looseObject({
    options: z.looseObject({
      settings: z.looseObject({
        hooks: z.looseObject({
          PreToolUse: z.array(
            z.looseObject({
              hooks: z.array(
                z.looseObject({
                  type: z.literal('http'),
                  url: z.url(),
                  headers: z.record(z.string(), z.string()).default({}),
                }),
              ),
            }),
          ),
        }),
      }),
    }),
  }),
});

export type Hook = { url: string; headers: Record<string, string> };

/** The hook that is asked before a tool runs; undefined where the client gave none. */
export function findHook(meta: unknown): Hook | undefined {
  const parsed = metaSchema.safeParse(meta);
  return parsed.success ? parsed.data.claudeCode.options.settings.hooks.PreToolUse[0]?.hooks[0] : undefined;
}

const verdictSchema = z.looseObject({
  hookSpecificOutput: z
    .looseObject({
      permissionDecision: z.enum(['allow', 'deny', 'ask']),
      permissionDecisionReason: z.string().default(''),
    })
    .optional(),
});

/** `undecided`: the hook leaves it to the agent's own permissions. */
export type HookVerdict = { kind: 'allowed' | 'undecided' } | { kind: 'denied'; reason: string };

/** Asks as Claude Code does, and takes no answer for a no. */
export async function askHook(
  { url, headers }: Hook,
  { directory, tool, input, call }: { directory: string; tool: string; input: unknown; call: string },
): Promise<HookVerdict> {
  const body = {
    hook_event_name: 'PreToolUse',
    cwd: directory,
    tool_name: tool,
    tool_input: input,
    tool_use_id: call,
  };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const { hookSpecificOutput: said } = verdictSchema.parse(await response.json());
    if (said?.permissionDecision === 'allow') return { kind: 'allowed' };
    return said?.permissionDecision === 'deny'
      ? { kind: 'denied', reason: said.permissionDecisionReason }
      : { kind: 'undecided' };
  } catch (error) {
    return {
      kind: 'denied',
      reason: `the hook gave no answer: ${error instanceof Error ? error.message : error}`,
    };
  }
}
