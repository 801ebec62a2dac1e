import { z } from 'zod';

const count = z.int().nonnegative();
const tokens = { input: count, output: count, cacheRead: count, cacheWrite: count, reasoning: count };

/** How an agent words its permission requests; see `permissionRequest`. */
const permissionShapeSchema = z.enum(['claude', 'codex', 'opencode', 'gemini']);
export type PermissionShape = z.infer<typeof permissionShapeSchema>;

/** How a tool goes about it; each absent one is as the script's own `permission` says. */
const tool = {
  call: z.string().optional(),
  /** `mode`: the session's mode decides. `always` and `never` do not look at it. */
  asks: z.enum(['mode', 'always', 'never']).default('mode'),
  /** No tool call is told: the effect alone. */
  isUntold: z.boolean().default(false),
};

const forms = [
  /** Something said, in so many chunks. */
  z.strictObject({ do: z.literal('say'), text: z.string(), chunks: z.int().positive().default(1) }),
  z.strictObject({ do: z.literal('think'), text: z.string() }),
  z.strictObject({
    do: z.literal('plan'),
    entries: z.array(
      z.strictObject({ text: z.string(), state: z.enum(['pending', 'in_progress', 'completed']) }),
    ),
  }),
  z.strictObject({ do: z.literal('write'), path: z.string(), text: z.string(), ...tool }),
  z.strictObject({ do: z.literal('append'), path: z.string(), text: z.string(), ...tool }),
  z.strictObject({ do: z.literal('read'), path: z.string(), ...tool }),
  /** `sh -c`, in the agent's directory; a code other than 0 fails the tool, not the turn. */
  z.strictObject({ do: z.literal('shell'), command: z.string(), ...tool }),
  /** Does what the model at ANTHROPIC_BASE_URL says, with tools like Claude Code's, until it only speaks. */
  z.strictObject({ do: z.literal('obey_model') }),
  /** A process in its own session that outlives the agent; its pid is written to `pidFile`. */
  z.strictObject({
    do: z.literal('spawn_child'),
    pidFile: z.string(),
    command: z.string().default('sleep 600'),
  }),
  /** Asks a stdio or HTTP server that the client named in session/new. */
  z.strictObject({
    do: z.literal('mcp'),
    server: z.string(),
    tool: z.string(),
    arguments: z.record(z.string(), z.unknown()).default({}),
    asks: tool.asks,
  }),
  /** A request of its own, to a hook or a model; `${NAME}` in the url and the headers is read from the agent's environment. */
  z.strictObject({
    do: z.literal('http'),
    url: z.string(),
    method: z.string().default('POST'),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.unknown().optional(),
  }),
  /** One model request's tokens; they are told as `usage.style` says. */
  z.strictObject({
    do: z.literal('spend'),
    ...z.object(tokens).partial().shape,
    costUsd: z.number().optional(),
  }),
  /** Goes on once the file is there. */
  z.strictObject({ do: z.literal('await_file'), path: z.string() }),
  /** Works without a word. */
  z.strictObject({ do: z.literal('sleep'), ms: count }),
  z.strictObject({ do: z.literal('hang') }),
  /** So many bytes of message text in chunks, then `last`. */
  z.strictObject({ do: z.literal('flood'), bytes: count, last: z.string() }),
  /** The agent takes another mode by itself and says so. */
  z.strictObject({ do: z.literal('take_mode'), mode: z.string() }),
  /** Any `session/update`, as it stands. */
  z.strictObject({ do: z.literal('update'), update: z.record(z.string(), z.unknown()) }),
  /** Bytes on stdout that are no protocol. */
  z.strictObject({ do: z.literal('garbage'), text: z.string() }),
  z.strictObject({ do: z.literal('stderr'), text: z.string() }),
  /** The turn fails unless the prompt has this in it (a regular expression). */
  z.strictObject({ do: z.literal('need'), pattern: z.string() }),
  z.strictObject({
    do: z.literal('end'),
    stopReason: z.enum(['end_turn', 'max_tokens', 'max_turn_requests', 'refusal', 'cancelled']),
  }),
  z.strictObject({
    do: z.literal('error'),
    code: z.int(),
    message: z.string(),
    data: z.unknown().optional(),
  }),
  /** The process dies; with `signal` by its own hand. */
  z.strictObject({
    do: z.literal('die'),
    code: count.default(1),
    signal: z.enum(['SIGKILL', 'SIGSEGV']).optional(),
  }),
  /** Closes stdout and lives on. */
  z.strictObject({ do: z.literal('hang_up') }),
] as const;

const stepSchema = z.discriminatedUnion('do', forms, {
  error: ({ code }) =>
    code === 'invalid_union'
      ? `expected one of: ${forms.map((form) => form.shape.do.value).join(', ')}`
      : undefined,
});

const turnSchema = z.strictObject({
  /** This turn is for prompts with this in them (a regular expression); it is then no part of the sequence. */
  when: z.string().optional(),
  steps: z.array(stepSchema),
});

/** What a fake ACP agent is like and what it does. Paths are relative to the agent's directory or absolute. */
export const agentScriptSchema = z.strictObject({
  name: z.string().default('fake-acp-agent'),
  version: z.string().default('1.0.0'),
  /** The n-th prompt of a conversation gets the n-th turn, later ones the last, unless a `when` fits. */
  turns: z.array(turnSchema).min(1),
  modes: z
    .strictObject({
      initial: z.string(),
      available: z.array(z.string()),
      /** In these modes tools ask. */
      asking: z.array(z.string()),
      isKeptByLoad: z.boolean().default(true),
      /** What set_mode does: nothing and says fine, or an error. */
      setting: z.enum(['works', 'is_ignored', 'is_refused']).default('works'),
      /** Below these folders no mode asks, whatever the client configured. */
      neverAskBelow: z.array(z.string()).default([]),
    })
    .prefault({ initial: 'default', available: ['default', 'auto'], asking: ['default'] }),
  permission: z
    .strictObject({
      shape: permissionShapeSchema.default('claude'),
      /** What a reject does to the turn; `obeys: false`: the tool does it all the same. */
      onReject: z.enum(['go_on', 'end_turn', 'cancelled']).default('go_on'),
      obeys: z.boolean().default(true),
    })
    .prefault({}),
  /** Whether the PreToolUse hook that a client names for Claude Code is asked before a tool runs. */
  hook: z.enum(['is_asked', 'is_ignored']).default('is_ignored'),
  usage: z
    .strictObject({
      /** What the numbers in the answer to a prompt are about; `quota`: in `_meta.quota` alone. */
      style: z.enum(['turn', 'conversation', 'last_request', 'quota', 'none']).default('turn'),
      /** `usage_update` with the cost of the whole conversation. */
      tellsCost: z.boolean().default(false),
      /** What it says instead of the truth. */
      lie: z.strictObject(tokens).partial().optional(),
    })
    .prefault({}),
  /** `session/load`; a conversation that was never begun here is always unknown. */
  load: z.enum(['works', 'is_missing', 'forgets']).default('works'),
  /** Where it works, when that is not the directory that the client asked for. */
  directory: z.string().optional(),
  onCancel: z.enum(['cancelled', 'end_turn', 'is_ignored']).default('cancelled'),
  isDeafToSigterm: z.boolean().default(false),
  outlivesStdin: z.boolean().default(false),
  /** Waited before initialize is answered. */
  startDelayMs: count.default(0),
  /** Where every request and permission answer it got is written, a JSON line each. */
  journal: z.string().optional(),
});

/** As written in the file: what has a default may be left out. */
export type AgentScript = z.input<typeof agentScriptSchema>;
export type PlayedScript = z.output<typeof agentScriptSchema>;
export type AgentStep = z.output<typeof stepSchema>;
export type Tokens = { [Name in keyof typeof tokens]?: number | undefined };
