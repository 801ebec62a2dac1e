import { z } from 'zod';

const path = z.string().min(1).max(500).describe('path in the repository');
const paths = z.array(path).max(20);
const minutes = z
  .int()
  .min(1)
  .max(24 * 60);
/** Of a question, a request or a comment, as the brief names it. The bound is shorter than what stands in a schema without one. */
const number = z.int().min(1).max(999_999_999);
const words = (most: number) => z.string().trim().min(1).max(most);
/** The key of the event that holds what was said: `muster log --json` shows it. */
const stored = z.string();
/** What to do now, in one sentence. */
const next = z.string();
/** For those who want words rather than fields. */
const text = z.strictObject({ text: z.string() });

/**
 * What an agent may ask, in the order that it sees them. None of the inputs names a session or a task: who asks is known from
 * the turn. Descriptions are short, because they are in every request to the model.
 */
export const tools = {
  get_brief: {
    description: 'Your brief for this turn: task, paths you may write, what was handed to you.',
    input: z.strictObject({}),
    result: text,
  },
  read_plan: {
    description:
      'The plan around your task: what it waits for, who waits for it, handoffs, open requests for your paths. Or another task by id or label.',
    input: z.strictObject({ task: words(100).optional() }),
    result: text,
  },
  report_progress: {
    description: 'Tell the team where your task stands, once per finished step, in a sentence or two.',
    input: z.strictObject({
      state: z.enum(['on_track', 'at_risk', 'done']),
      done: words(400),
      next: words(300).optional(),
      paths: paths.optional(),
      comment: number.optional(),
    }),
    /** `comments`: what people said of the session's commits meanwhile. */
    result: z.strictObject({ stored, comments: z.string().optional() }),
  },
  raise_blocker: {
    description:
      'Say what keeps you from going on, and what you need from whom. Then do what you can without it.',
    input: z.strictObject({ what: words(500), needs: words(300) }),
    result: z.strictObject({ stored, next }),
  },
  ask_master: {
    description: 'Ask the master session. The answer comes with your next turn: do not wait for it.',
    input: z.strictObject({ question: words(600) }),
    result: z.strictObject({ stored, next }),
  },
  answer_question: {
    description: 'Answer what a session asked the master; your brief lists the open questions by number.',
    input: z.strictObject({ question: number, answer: words(1_000) }),
    result: z.strictObject({ stored, session: z.int(), next }),
  },
  request_grant: {
    description:
      'Ask to write a path that you do not own. Call it again with the same path to see what came of it.',
    input: z.strictObject({ path, reason: words(300), minutes: minutes.default(60) }),
    result: z.strictObject({
      state: z.enum(['granted', 'waiting', 'refused', 'yours']),
      path: z.string(),
      stored: stored.optional(),
      until: z.string().optional(),
      next,
    }),
  },
  decide_grant: {
    description: 'Answer a request for a path that your session owns; read_plan lists them.',
    input: z.strictObject({
      request: number,
      decision: z.enum(['grant', 'refuse']),
      why: words(300),
      minutes: minutes.optional(),
    }),
    result: z.strictObject({
      state: z.enum(['granted', 'refused']),
      stored,
      path: z.string(),
      session: z.int(),
      until: z.string().optional(),
    }),
  },
  publish_artifact: {
    description:
      'Tell the others of a file you made. They can fetch it by its hash once your work has landed.',
    input: z.strictObject({ path, summary: words(300) }),
    result: z.strictObject({ stored, path: z.string(), sha256: z.string(), bytes: z.int() }),
  },
  fetch_artifact: {
    description: 'A landed file by its sha256 (or the first 8 characters or more of it), a page at a time.',
    input: z.strictObject({
      sha256: z.string().regex(/^[0-9a-f]{8,64}$/),
      offset: z.int().nonnegative().default(0),
    }),
    result: text,
  },
  hand_off: {
    description: 'What the session that takes over from your task has to know. It is in its brief.',
    input: z.strictObject({
      handoff: words(200).optional().describe('id, where your task has several'),
      summary: words(600),
      paths: paths.optional(),
    }),
    result: z.strictObject({ stored, handoff: z.string(), to: z.string(), validation: z.string() }),
  },
  search_findings: {
    description: 'What sessions have already found out about this repository. Ask before you explore.',
    input: z.strictObject({ words: words(200), limit: z.int().min(1).max(10).default(5) }),
    result: z.strictObject({
      findings: z.array(
        z.strictObject({
          id: z.string(),
          topic: z.string(),
          text: z.string(),
          paths: z.array(z.string()),
          session: z.int().nullable(),
        }),
      ),
      /** Findings on the same words whose sources have changed since: they may be wrong now, so they are not told. */
      outdated: z.int(),
    }),
  },
  record_finding: {
    description:
      'Keep a fact that took work to find out, with the files it rests on. It is told as long as these files stay as they are.',
    input: z.strictObject({ topic: words(120), text: words(1_500), paths: paths.min(1) }),
    result: z.strictObject({ stored, tree: z.string() }),
  },
} as const;

export type ToolName = keyof typeof tools;
export type ToolInput<Name extends ToolName> = z.output<(typeof tools)[Name]['input']>;
export type ToolResult<Name extends ToolName> = z.output<(typeof tools)[Name]['result']>;

export const isToolName = (name: string): name is ToolName => Object.hasOwn(tools, name);

/** `waiting`: whoever could answer is away; what was said is kept and taken in later. */
export type ToolAnswer =
  | { kind: 'answered'; result: Record<string, unknown> }
  | { kind: 'refused'; message: string }
  | { kind: 'waiting'; message: string };

/** Answers a tool in the name of the one who asks; the input is checked, the result is checked again. */
export type AnswerTool = (tool: ToolName, input: unknown, signal: AbortSignal) => Promise<ToolAnswer>;
