import { z } from 'zod';

const absolute = z.string().startsWith('/', 'expected an absolute path');
const name = z.string().min(1);
const words = z.record(z.string(), z.string());

/** A server that the agent may call tools of; its calls are allowed without a question. */
const mcpServerSchema = z.union([
  z.strictObject({
    name,
    command: z.string().min(1),
    args: z.array(z.string()).default([]),
    env: words.default({}),
  }),
  z.strictObject({ name, url: z.url(), headers: words.default({}) }),
]);

const profileNames = ['claude', 'codex', 'opencode', 'gemini', 'generic'] as const;
export type ProfileName = (typeof profileNames)[number];

/** The options of the driver `acp`: which agent, how it is started and what it may do without a question. */
export const acpOptionsSchema = z.strictObject({
  profile: z.enum(profileNames),
  /** Absent: the program that the profile names. */
  command: z.string().min(1).optional(),
  /** What the profile adds stands behind these. */
  args: z.array(z.string()).default([]),
  model: z.string().min(1).optional(),
  /** Instead of the mode that the profile names. */
  mode: z.string().min(1).optional(),
  /** The agent's own HOME; made when it is not there. */
  home: absolute,
  env: words.default({}),
  mcpServers: z.array(mcpServerSchema).default([]),
  /** Where the agent finds its model, instead of the vendor's own address; the variable of the turn that holds the key. */
  endpoint: z.strictObject({ url: z.url(), keyVariable: z.string().min(1) }).optional(),
  /** The agent's way to its model leads through the turn's meter. */
  meter: z.boolean().default(false),
  /** What a request to run a command is answered; absent: allowed behind a fence, refused without one. */
  shell: z.enum(['allow', 'refuse']).optional(),
  /** What a request to fetch from the network is answered. */
  fetch: z.enum(['allow', 'refuse']).default('refuse'),
  /** How long an agent may take until it can be prompted; opencode needed 6 s on 2 cores, six agents at once 10 s. */
  startTimeoutMs: z.int().positive().default(120_000),
});
export type AcpOptions = z.output<typeof acpOptionsSchema>;
